import { Group, Loader, Text, UnstyledButton } from '@mantine/core';
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
        <Loader size={12} aria-hidden />
        <Text size="sm">
          {text.shell.running(active.length)}
          {queue?.remainingMs ? `, ${text.shell.left(formatDuration(queue.remainingMs))}` : ''}
        </Text>
      </Group>
    </UnstyledButton>
  );
}
