import { Card, Group, Progress, SimpleGrid, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { StageView } from '../../../shared/views/lab.ts';
import { formatDuration } from '../../components/format.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import { text } from '../../text/index.ts';
import { fractionOfStage } from '../experiment/overview.ts';
import { useStageQuery } from './queries.ts';

const words = text.liveRun.stage;

/** The three stages of a run side by side: how far each is, on what, how long still. */
export function StageCards({ stages }: { stages: readonly StageView[] }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
      {stages.map((stage, index) => (
        <StageCard key={stage.key} stage={stage} previous={stages[index - 1]} />
      ))}
    </SimpleGrid>
  );
}

function StageCard({ stage, previous }: { stage: StageView; previous: StageView | undefined }) {
  const { data } = useQuery(useStageQuery(stage.key));
  const name = text.common.stages[stage.kind];
  const share = fractionOfStage(stage);
  const others = (data?.runs.length ?? 1) - 1;
  const facts = [
    ...describeProgress(stage, previous),
    ...(stage.device ? [stage.device] : []),
    ...(stage.attempt > 1 ? [words.attempt(stage.attempt)] : []),
    ...(stage.resumedFromStep > 0 ? [words.resumedFrom(stage.resumedFromStep)] : []),
    ...(others > 0 ? [words.shared(others)] : []),
  ];
  return (
    <Card withBorder padding="xs" component="section" aria-label={words.progressOf(name)}>
      <Group justify="space-between" wrap="nowrap" mb={6}>
        <Title order={2} size="h4">
          {name}
        </Title>
        <StatusBadge status={stage.status} />
      </Group>
      <Group gap={8} wrap="nowrap">
        <Progress
          value={100 * share}
          flex={1}
          // Moving the bar smoothly would lay the page out again in every frame.
          transitionDuration={0}
          color={stage.status === 'completed' ? 'green' : 'lab'}
          aria-label={name}
        />
        <Text size="xs" miw={42} ta="right" style={{ whiteSpace: 'nowrap' }}>
          {Math.floor(100 * share)} %
        </Text>
      </Group>
      <Text size="xs" mt={6}>
        {facts.join(' · ')}
      </Text>
    </Card>
  );
}

/** What the stage does now, or how long it took. */
function describeProgress(stage: StageView, previous: StageView | undefined): readonly string[] {
  const { status, progress, startedAtMs, finishedAtMs } = stage;
  if (status === 'completed') {
    return startedAtMs !== null && finishedAtMs !== null
      ? [words.took(formatDuration(finishedAtMs - startedAtMs))]
      : [];
  }
  if (status === 'queued') {
    return [
      previous && previous.status !== 'completed' ? words.after(text.common.stages[previous.kind]) : words.waiting,
    ];
  }
  if (!progress) return [];
  return [
    progress.phase,
    ...(progress.total > 0 ? [words.steps(progress.done, progress.total)] : []),
    ...(progress.remainingMs === null ? [] : [words.remaining(formatDuration(progress.remainingMs))]),
  ];
}
