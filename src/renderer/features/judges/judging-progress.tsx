import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDuration } from '../../components/format.ts';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useJudgingQuery } from './queries.ts';

/** The judge pass that runs, with a button that stops it; when it has ended, how, until the message is hidden. */
export function JudgingProgress() {
  const lab = useLab();
  const { data: state } = useQuery(useJudgingQuery());
  const [openedAtMs] = useState(() => Date.now());
  const [hiddenAtMs, setHiddenAtMs] = useState(0);
  const cancel = useMutation({ mutationFn: () => lab.judges.cancel(), onError: showError });
  if (state?.kind === 'running') {
    const { judge, done, total, remainingMs, waitsForSlot } = state;
    const label = waitsForSlot ? text.judges.waiting(judge) : text.judges.running(judge, done, total);
    return (
      <Group gap="sm" wrap="nowrap">
        <Stack gap={4} flex={1}>
          <Text size="xs" aria-live="polite">
            {label}
            {remainingMs !== null && total > 0 && `, ${text.judges.remaining(formatDuration(remainingMs))}`}
          </Text>
          <Progress
            aria-label={text.judges.progress}
            value={total === 0 ? 100 : (100 * done) / total}
            animated={total === 0}
            size="sm"
          />
        </Stack>
        <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {text.judges.cancel}
        </Button>
      </Group>
    );
  }
  // What ended before this page was opened is no news.
  if (state?.kind !== 'ended' || state.endedAtMs < openedAtMs || state.endedAtMs <= hiddenAtMs) return null;
  return (
    <Alert
      color={state.outcome === 'failed' ? 'red' : 'gray'}
      py={6}
      withCloseButton
      closeButtonLabel={text.judges.dismiss}
      onClose={() => setHiddenAtMs(state.endedAtMs)}
    >
      <Text size="sm" aria-live="polite">
        {text.judges.ended(state.judge, state.message)}
      </Text>
    </Alert>
  );
}
