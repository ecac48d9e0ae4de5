import { Button, Skeleton, Text } from '@mantine/core';
import { IconCloudDownload } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DatasetEntry } from '../../../shared/contract/library.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { FileChooser } from '../../components/file-chooser.tsx';
import { Page } from '../../components/page.tsx';
import { Section } from '../../components/section.tsx';
import { showDone, showError, showUndo } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { DownloadedFiles } from '../hub/downloaded-files.tsx';
import { DownloadsSection } from '../hub/downloads-section.tsx';
import { HubDialog } from '../hub/hub-dialog.tsx';
import { DatasetTable } from './dataset-table.tsx';
import { DropZone } from './drop-zone.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { LookDialog } from './look-dialog.tsx';
import { openPath } from './open-source.ts';
import { type OpenedSource, useDatasetsQuery } from './queries.ts';

/** Data sets: what there is, and how a file becomes one. */
export function DatasetsPage() {
  const datasets = useQuery(useDatasetsQuery());
  const [isChoosing, setChoosing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [importing, setImporting] = useState<OpenedSource | null>(null);
  const [looking, setLooking] = useState<DatasetEntry | null>(null);
  const remove = useRemoveDataset();
  const bySource = (source: DatasetEntry['source']) => datasets.data?.filter((entry) => entry.source === source) ?? [];
  return (
    <Page
      title={text.datasets.title}
      actions={
        <Button
          variant="default"
          leftSection={<IconCloudDownload size={18} aria-hidden />}
          onClick={() => setAsking(true)}
        >
          {text.hub.open}
        </Button>
      }
    >
      <DropZone onOpen={setImporting} onChoose={() => setChoosing(true)} />
      <DownloadsSection
        kind="dataset"
        renderDone={(download) => (
          <DownloadedFiles download={download} onImport={(path) => setImporting(openPath(path))} />
        )}
      />
      {isAsking && <HubDialog kind="dataset" onClose={() => setAsking(false)} />}
      {datasets.isPending && <Skeleton h={320} />}
      {datasets.error && <ErrorPanel error={datasets.error} onRetry={() => void datasets.refetch()} />}
      {datasets.data && (
        <>
          <Section title={text.datasets.imported}>
            {bySource('imported').length === 0 ? (
              <Text size="sm">{text.datasets.importedEmpty}</Text>
            ) : (
              <DatasetTable
                entries={bySource('imported')}
                onLook={setLooking}
                onRemove={(entry) => remove.mutate(entry)}
              />
            )}
          </Section>
          <Section title={text.datasets.sample}>
            <Text size="sm" mb="xs">
              {text.datasets.sampleHelp}
            </Text>
            <DatasetTable entries={bySource('sample')} onLook={setLooking} />
          </Section>
        </>
      )}
      <FileChooser
        mode="data"
        isOpen={isChoosing}
        onClose={() => setChoosing(false)}
        onChoose={(path) => {
          setChoosing(false);
          setImporting(openPath(path));
        }}
      />
      {importing && <ImportDialog key={importing.id} opened={importing} onClose={() => setImporting(null)} />}
      {looking && (
        <LookDialog
          key={looking.id}
          title={looking.name}
          opened={openPath(looking.path)}
          columns={looking.columns}
          isHarmful={looking.role === 'harmful'}
          onClose={() => setLooking(null)}
        />
      )}
    </Page>
  );
}

/** Removes a data set, with a way back. */
function useRemoveDataset() {
  const lab = useLab();
  const restore = useMutation({
    mutationFn: (id: string) => lab.library.restoreDataset({ id }),
    onSuccess: ({ name }) => showDone(text.datasets.restored(name)),
    onError: showError,
  });
  return useMutation({
    mutationFn: ({ id }: DatasetEntry) => lab.library.removeDataset({ id }),
    onSuccess: (_, { id, name }) => showUndo(text.datasets.removed(name), () => restore.mutate(id)),
    onError: showError,
  });
}
