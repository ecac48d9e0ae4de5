import { Alert, Button, Checkbox, Group, ScrollArea, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { HubFile, HubRepo, RepoKind } from '../../../shared/contract/hub.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { showDone } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useRepoQuery } from './queries.ts';

interface RepoViewProps {
  readonly kind: RepoKind;
  readonly id: string;
  readonly onBack: () => void;
  readonly onStarted: () => void;
}

/** What a repository holds, what of it is downloaded, and the button that does it. */
export function RepoView({ kind, id, onBack, onStarted }: RepoViewProps) {
  const repo = useQuery(useRepoQuery(kind, id));
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={3}>{id}</Title>
        <Button variant="default" size="xs" leftSection={<IconArrowLeft size={14} aria-hidden />} onClick={onBack}>
          {text.hub.back}
        </Button>
      </Group>
      {repo.error && <ErrorPanel error={repo.error} onRetry={() => void repo.refetch()} />}
      {repo.isPending && <Skeleton h={240} />}
      {repo.data && <RepoDetails repo={repo.data} onStarted={onStarted} />}
    </Stack>
  );
}

/** A data set can have thousands of files. */
const mostListedFiles = 200;

function RepoDetails({ repo, onStarted }: { readonly repo: HubRepo; readonly onStarted: () => void }) {
  const lab = useLab();
  const needed = repo.files.filter((file) => file.isNeeded);
  const [paths, setPaths] = useState<ReadonlySet<string>>(() => new Set(needed.map(({ path }) => path)));
  const start = useMutation({
    mutationFn: () => lab.hub.download({ kind: repo.kind, id: repo.id, revision: repo.commit, paths: [...paths] }),
    onSuccess: () => {
      showDone(text.hub.started(repo.id));
      onStarted();
    },
  });
  const bytes = repo.files.filter(({ path }) => paths.has(path)).reduce((sum, file) => sum + file.sizeBytes, 0);
  const { facts } = text.hub;
  const rows = [
    [facts.license, repo.license ?? text.hub.noLicense],
    [facts.access, repo.isGated ? text.hub.needsTerms : text.hub.isOpen],
    [facts.commit, repo.commit.slice(0, 12)],
    [facts.size, text.hub.size(formatBytes(bytes), formatBytes(repo.freeBytes))],
    [facts.folder, repo.folder],
  ] as const;
  // A model is of one piece; of a data set one may want a part.
  const listed = repo.kind === 'model' ? needed : repo.files.slice(0, mostListedFiles);
  const unlisted = repo.files.length - listed.length;
  return (
    <>
      <Table fz="sm" verticalSpacing={2} withRowBorders={false}>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={110}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {repo.problem !== null && (
        <Alert color="yellow" title={text.hub.unusable}>
          {repo.problem}
        </Alert>
      )}
      {repo.kind === 'model' ? (
        <div>
          <Text size="sm" fw={500}>
            {text.hub.files}
          </Text>
          {needed.map(({ path, sizeBytes }) => (
            <Text key={path} size="xs">
              {text.hub.file(path, formatBytes(sizeBytes))}
            </Text>
          ))}
        </div>
      ) : (
        <FileChoice files={listed} chosen={paths} onChange={setPaths} />
      )}
      {unlisted > 0 && <Text size="xs">{text.hub.otherFiles(unlisted)}</Text>}
      {start.error && <ErrorPanel error={start.error} />}
      <Group justify="flex-end">
        {repo.isPresent && <Text size="sm">{text.hub.isPresent}</Text>}
        <Button
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => start.mutate()}
          loading={start.isPending}
          disabled={paths.size === 0 || (repo.kind === 'model' && repo.problem !== null)}
        >
          {text.hub.download}
        </Button>
      </Group>
    </>
  );
}

interface FileChoiceProps {
  readonly files: readonly HubFile[];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (paths: ReadonlySet<string>) => void;
}

function FileChoice({ files, chosen, onChange }: FileChoiceProps) {
  return (
    <Checkbox.Group
      label={text.hub.files}
      description={text.hub.filesHelp}
      value={[...chosen]}
      onChange={(values) => onChange(new Set(values))}
    >
      <ScrollArea.Autosize mah={180} type="auto" mt={4}>
        <Stack gap={4}>
          {files.map(({ path, sizeBytes }) => (
            <Checkbox key={path} value={path} size="xs" label={text.hub.file(path, formatBytes(sizeBytes))} />
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Checkbox.Group>
  );
}
