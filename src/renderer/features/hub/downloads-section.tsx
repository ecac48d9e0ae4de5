import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { HubDownload, RepoKind } from '../../../shared/contract/hub.ts';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { formatDuration } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useDownloadsQuery } from './queries.ts';

interface DownloadsSectionProps {
  readonly kind: RepoKind;
  /** What can be done with a finished one; finished ones without it are left out. */
  readonly renderDone?: (download: HubDownload) => ReactNode;
}

/** Downloads of one kind: how far they are, why they stopped, and how they go on; nothing where there is none. */
export function DownloadsSection({ kind, renderDone }: DownloadsSectionProps) {
  const downloads = useQuery(useDownloadsQuery());
  const shown = downloads.data?.filter((it) => it.kind === kind && (it.state !== 'done' || renderDone)) ?? [];
  if (shown.length === 0) return null;
  return (
    <Section title={text.hub.downloads}>
      <Stack gap="sm">
        {shown.map((download) => (
          <DownloadRow key={download.id} download={download} done={renderDone?.(download)} />
        ))}
      </Stack>
    </Section>
  );
}

function DownloadRow({ download, done }: { readonly download: HubDownload; readonly done: ReactNode }) {
  const { repoId, state, doneBytes, totalBytes, remainingMs, error } = download;
  const isMoving = state === 'waiting' || state === 'downloading' || state === 'checking';
  const percent = totalBytes === 0 ? 100 : (100 * doneBytes) / totalBytes;
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={500} truncate title={repoId}>
          {repoId}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Text size="sm">
            {text.hub.state(state)}
            {state !== 'done' && ` · ${text.hub.progress(formatBytes(doneBytes), formatBytes(totalBytes))}`}
            {state === 'downloading' && remainingMs !== null && ` · ${text.hub.remaining(formatDuration(remainingMs))}`}
          </Text>
          {state === 'done' ? done : <DownloadActions download={download} isMoving={isMoving} />}
        </Group>
      </Group>
      {state !== 'done' && (
        <Progress
          value={percent}
          size="sm"
          mt={4}
          color={state === 'failed' ? 'red' : 'lab'}
          aria-label={text.hub.progressLabel(repoId)}
        />
      )}
      {error !== null && (
        <Text size="sm" c="red" mt={4} role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}

function DownloadActions({ download, isMoving }: { readonly download: HubDownload; readonly isMoving: boolean }) {
  const lab = useLab();
  const { id, repoId } = download;
  const act = useMutation({
    mutationFn: async (action: 'stop' | 'resume' | 'discard') => void (await lab.hub[action]({ id })),
    onError: showError,
  });
  const button = (action: 'stop' | 'resume' | 'discard', label: string) => (
    <Button
      key={action}
      variant="default"
      size="compact-sm"
      aria-label={label}
      disabled={act.isPending}
      onClick={() => act.mutate(action)}
    >
      {text.hub[action]}
    </Button>
  );
  if (isMoving) return button('stop', text.hub.stopNamed(repoId));
  return [button('resume', text.hub.resumeNamed(repoId)), button('discard', text.hub.discardNamed(repoId))];
}
