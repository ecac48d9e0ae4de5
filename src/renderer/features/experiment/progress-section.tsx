import { Alert, Button, Group, Progress, Stack, Switch, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Status } from '../../../shared/events.ts';
import { formatDuration } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useQueueQuery } from '../queue/queries.ts';
import { findRemaining, type Overview } from './overview.ts';
import { useCountdown, useOpensComparison } from './use-auto-open.ts';

const words = text.experiment;
const toldStatuses: readonly Status[] = [
  'running',
  'starting',
  'stopping',
  'queued',
  'interrupted',
  'failed',
  'cancelled',
];

/** How far the experiment is, how long it will take, and the way on to the comparison. */
export function ProgressSection({
  experimentId,
  name,
  overview,
}: {
  experimentId: string;
  name: string;
  overview: Overview;
}) {
  const navigate = useNavigate();
  const [opens, chooseOpens] = useOpensComparison();
  const open = useCallback(
    () => void navigate({ to: '/compare', search: { experiment: experimentId } }),
    [navigate, experimentId],
  );
  const [secondsLeft, stay] = useCountdown({ ...overview, opens }, open);
  const { counts, runCount, fraction } = overview;
  const parts = toldStatuses.flatMap((status) => {
    const value = counts[status] ?? 0;
    return value > 0 ? [`${value.toLocaleString('en-US')} ${text.common.statuses[status].toLowerCase()}`] : [];
  });
  return (
    <Section
      title={words.progress}
      actions={
        !overview.isComplete && (
          <Switch
            size="xs"
            label={words.opensComparison}
            checked={opens}
            onChange={(event) => chooseOpens(event.currentTarget.checked)}
          />
        )
      }
    >
      <Stack gap="xs">
        <Progress
          value={100 * fraction}
          transitionDuration={0}
          size="lg"
          color={overview.isComplete ? 'green' : 'lab'}
          aria-label={words.progressOf(name)}
        />
        <Group justify="space-between">
          <Text size="sm" aria-live="polite">
            {[words.completedOf(counts.completed ?? 0, runCount), ...parts].join(' · ')}
          </Text>
          {overview.isActive && <Remaining experimentId={experimentId} />}
        </Group>
        {secondsLeft !== null && (
          <Alert color="green" icon={<IconCheck aria-hidden />} title={words.done}>
            <Group gap="sm">
              <Text size="sm">{words.opensIn(secondsLeft)}</Text>
              <Button size="xs" onClick={open}>
                {words.openNow}
              </Button>
              <Button size="xs" variant="default" onClick={stay}>
                {words.stay}
              </Button>
            </Group>
          </Alert>
        )}
      </Stack>
    </Section>
  );
}

function Remaining({ experimentId }: { experimentId: string }) {
  const queue = useQuery(useQueueQuery());
  const remaining = findRemaining(queue.data, experimentId);
  if (!remaining) return <Text size="sm">{words.remainingUnknown}</Text>;
  const duration = formatDuration(remaining.ms);
  return <Text size="sm">{remaining.isUpperBound ? words.remainingAtMost(duration) : words.remaining(duration)}</Text>;
}
