import { Anchor, Box, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatDuration } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { text } from '../../text/index.ts';
import { describeItem } from '../queue/describe-item.ts';
import { useQueueQuery } from '../queue/queries.ts';

/** The runs that go on now. */
export function RunningCard() {
  const queue = useQuery(useQueueQuery());
  const active = queue.data?.items.filter((item) => ['starting', 'running', 'stopping'].includes(item.status)) ?? [];
  return (
    <Section
      title={text.home.running}
      actions={
        <Button component={Link} to="/queue" size="compact-sm" variant="default">
          {text.home.openQueue}
        </Button>
      }
    >
      {active.length === 0 ? (
        <Text size="sm">{text.home.runningNone}</Text>
      ) : (
        <Stack gap="xs">
          {active.slice(0, 6).map((item) => {
            const done = item.stages.reduce((sum, stage) => sum + stage.fraction, 0) / Math.max(1, item.stages.length);
            const name = describeItem(item);
            return (
              <Group key={item.runId} wrap="nowrap">
                <Box flex={1} miw={0}>
                  <Anchor component={Link} to={`/runs/${item.runId}`} size="sm" display="block" truncate>
                    {name}
                  </Anchor>
                  <Text size="xs" truncate>
                    {item.experimentName}
                  </Text>
                </Box>
                <Progress value={100 * done} w={160} aria-label={`${name}, ${item.experimentName}`} />
                <Text size="sm" w={112} ta="right">
                  {item.remainingMs === null
                    ? text.queue.noForecast
                    : text.queue.left(formatDuration(item.remainingMs))}
                </Text>
                <StatusBadge status={item.status} />
              </Group>
            );
          })}
        </Stack>
      )}
    </Section>
  );
}
