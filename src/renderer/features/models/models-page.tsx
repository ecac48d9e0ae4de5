import { Button, Group, Skeleton, Text } from '@mantine/core';
import { IconCloudDownload, IconFolderPlus } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ModelEntry } from '../../../shared/contract/library.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { FileChooser } from '../../components/file-chooser.tsx';
import { Page } from '../../components/page.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Section } from '../../components/section.tsx';
import { showDone, showError, showUndo } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { DownloadsSection } from '../hub/downloads-section.tsx';
import { HubDialog } from '../hub/hub-dialog.tsx';
import { AddModelDialog } from './add-model-dialog.tsx';
import { ModelReportView } from './model-report.tsx';
import { ModelTable } from './model-table.tsx';
import { useModelsQuery } from './queries.ts';

/** Models that experiments can start from, and how a folder becomes one of them. */
export function ModelsPage() {
  const models = useQuery(useModelsQuery());
  const [isChoosing, setChoosing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [adding, setAdding] = useState<string | null>(null);
  const [looking, setLooking] = useState<ModelEntry | null>(null);
  const remove = useRemoveModel();
  return (
    <Page
      title={text.models.title}
      actions={
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconCloudDownload size={18} aria-hidden />}
            onClick={() => setAsking(true)}
          >
            {text.hub.open}
          </Button>
          <Button leftSection={<IconFolderPlus size={18} aria-hidden />} onClick={() => setChoosing(true)}>
            {text.models.add}
          </Button>
        </Group>
      }
    >
      <Text size="sm" maw={820}>
        {text.models.help}
      </Text>
      <DownloadsSection kind="model" />
      {isAsking && <HubDialog kind="model" onClose={() => setAsking(false)} />}
      {models.isPending && <Skeleton h={240} />}
      {models.error && <ErrorPanel error={models.error} onRetry={() => void models.refetch()} />}
      {models.data && (
        <Section title={text.models.list}>
          <ModelTable models={models.data} onLook={setLooking} onRemove={(model) => remove.mutate(model)} />
        </Section>
      )}
      <FileChooser
        mode="model"
        isOpen={isChoosing}
        onClose={() => setChoosing(false)}
        onChoose={(path) => {
          setChoosing(false);
          setAdding(path);
        }}
      />
      {adding !== null && (
        <AddModelDialog
          key={adding}
          path={adding}
          onClose={() => setAdding(null)}
          onChooseOther={() => {
            setAdding(null);
            setChoosing(true);
          }}
        />
      )}
      {looking && (
        <Dialog onClose={() => setLooking(null)} title={looking.name} size="lg">
          <ModelReportView path={looking.path} />
        </Dialog>
      )}
    </Page>
  );
}

/** Takes a model off the list, with a way back; its folder is not touched. */
function useRemoveModel() {
  const lab = useLab();
  const restore = useMutation({
    mutationFn: ({ path, name }: ModelEntry) => lab.library.addModel({ path, name }),
    onSuccess: ({ name }) => showDone(text.models.restored(name)),
    onError: showError,
  });
  return useMutation({
    mutationFn: ({ id }: ModelEntry) => lab.library.removeModel({ id }),
    onSuccess: (_, model) => showUndo(text.models.removed(model.name), () => restore.mutate(model)),
    onError: showError,
  });
}
