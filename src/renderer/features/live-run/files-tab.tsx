import { Button, Code, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCopy, IconFolder } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { StageView } from '../../../shared/views/lab.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { formatCount } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { showDone, showError } from '../../components/toasts.tsx';
import { useConnectionState, useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useStageQuery } from './queries.ts';

const words = text.liveRun.files;

/** Where the run's stages lie on the disk, and which models they keep. */
export function FilesTab({ stages }: { stages: readonly StageView[] }) {
  return (
    <Stack>
      {stages.map((stage) => (
        <StageFiles key={stage.key} stage={stage} />
      ))}
    </Stack>
  );
}

function whyNone({ kind, status }: StageView): string {
  if (kind === 'evaluate') return words.noneByKind;
  return status === 'completed' ? words.none : words.noneYet;
}

function StageFiles({ stage }: { stage: StageView }) {
  const lab = useLab();
  const connection = useConnectionState();
  const clipboard = useClipboard();
  const { data, error, refetch } = useQuery(useStageQuery(stage.key));
  const open = useMutation({
    mutationFn: () => lab.system.openPath({ path: stage.folder }),
    onError: showError,
  });
  const isDesktop = connection.kind === 'open' && connection.hello.host === 'desktop';
  const name = text.common.stages[stage.kind];
  return (
    <Section
      title={name}
      actions={
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconCopy size={14} aria-hidden />}
            aria-label={`${words.copyPath}: ${name}`}
            onClick={() => {
              clipboard.copy(stage.folder);
              showDone(text.common.copied);
            }}
          >
            {words.copyPath}
          </Button>
          {isDesktop && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconFolder size={14} aria-hidden />}
              aria-label={`${words.openFolder}: ${name}`}
              onClick={() => open.mutate()}
            >
              {words.openFolder}
            </Button>
          )}
        </Group>
      }
    >
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {words.folder}: <Code>{stage.folder}</Code>
        </Text>
        {error && <ErrorPanel error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton h={40} />}
        {data?.checkpoints.length === 0 && <Text size="sm">{whyNone(stage)}</Text>}
        {data && data.checkpoints.length > 0 && (
          <>
            <Table fz="sm" verticalSpacing={3} aria-label={words.checkpoints(name)}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{words.columns.step}</Table.Th>
                  <Table.Th>{words.columns.path}</Table.Th>
                  <Table.Th ta="right">{words.columns.size}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.checkpoints.map((checkpoint) => (
                  <Table.Tr key={checkpoint.path}>
                    <Table.Td>{formatCount(checkpoint.step)}</Table.Td>
                    <Table.Td ff="monospace">{checkpoint.path}</Table.Td>
                    <Table.Td ta="right">{formatBytes(checkpoint.sizeBytes)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Text size="sm">{words.total(formatBytes(stage.sizeBytes))}</Text>
          </>
        )}
      </Stack>
    </Section>
  );
}
