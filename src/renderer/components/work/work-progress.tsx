import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import type { WorkReading } from '../../../shared/views/work.ts';
import { formatDuration } from '../format.ts';
import { text } from '../../text/index.ts';

/** A bar with words and the remaining time, and a button that stops. */
export function WorkProgress({ progress, onStop }: { progress: WorkReading | null; onStop: () => void }) {
  const remaining = progress?.remainingMs ?? null;
  const words = text.common.work.working(
    progress?.text ?? text.common.work.starting,
    remaining === null ? null : formatDuration(remaining),
  );
  return (
    <Stack gap="xs">
      <Text size="sm" component="output" style={{ display: 'block' }}>
        {words}
      </Text>
      <Progress value={100 * (progress?.fraction ?? 0)} aria-label={words} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onStop}>
          {text.common.work.stop}
        </Button>
      </Group>
    </Stack>
  );
}
