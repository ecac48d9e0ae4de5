import { Group, RingProgress, Text, UnstyledButton } from '@mantine/core';
import type { QueueItem } from '../../shared/contract/runs.ts';
import { useNavigate } from '@tanstack/react-router';
import { formatDuration } from '../components/format.ts';
import { useFollowedQueue } from '../features/queue/queries.ts';
import { text } from '../text/index.ts';

/** How many runs go on now and how long the queue will take; nothing while nothing runs. */
export function RunningIndicator() {
  const queue = useFollowedQueue();
  const navigate = useNavigate();
  const active = queue?.items.filter((item) => ['starting', 'running', 'stopping'].includes(item.status)) ?? [];
  if (active.length === 0) return null;
  return (
    <UnstyledButton onClick={() => void navigate({ to: '/queue' })}>
      <Group gap={6} wrap="nowrap">
        {/* A ring that says how far it is; one that turns for ever costs a few percent of a core. */}
        <RingProgress
          size={18}
          thickness={3}
          aria-hidden
          sections={[{ value: 100 * computeFraction(active), color: 'lab' }]}
        />
        <Text size="sm">
          {text.shell.running(active.length)}
          {queue?.remainingMs ? `, ${text.shell.left(formatDuration(queue.remainingMs))}` : ''}
        </Text>
      </Group>
    </UnstyledButton>
  );
}

/** How far the active runs are, 0 to 1, each stage counting the same. */
function computeFraction(items: readonly QueueItem[]): number {
  const stages = items.flatMap((item) => item.stages);
  return stages.reduce((sum, stage) => sum + stage.fraction, 0) / Math.max(1, stages.length);
}
