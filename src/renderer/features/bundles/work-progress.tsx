import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import type { BundleProgress } from '../../../shared/views/bundle.ts';
import { formatDuration } from '../../components/format.ts';
import { text } from '../../text/index.ts';

/** A bar with words and the remaining time, and a button that stops. */
export function WorkProgress({ progress, onStop }: { progress: BundleProgress | null; onStop: () => void }) {
  const remaining = progress?.remainingMs ?? null;
  const words = text.bundles.working(
    progress?.text ?? text.bundles.starting,
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
          {text.bundles.stop}
        </Button>
      </Group>
    </Stack>
  );
}
