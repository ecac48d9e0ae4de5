import { Button, Code, CopyButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy, IconFolderOpen } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { ExportForm, WrittenExport } from '../../../shared/views/interop.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { FocusedStep } from '../../components/focused-step.tsx';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { showError } from '../../components/toasts.tsx';
import { useWork } from '../../components/work/use-work.ts';
import { WorkProgress } from '../../components/work/work-progress.tsx';
import { useConnectionState, useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useExportPlanQuery, useInteropFormsQuery } from './queries.ts';

interface ExportRunsDialogProps {
  readonly selection: Selection;
  readonly onClose: () => void;
}

/** Writes the completed runs of a selection for another program. */
export function ExportRunsDialog({ selection, onClose }: ExportRunsDialogProps) {
  const forms = useQuery(useInteropFormsQuery());
  // The form has the focus from the first, so it does not come later.
  if (forms.isPending) return null;
  return (
    <Dialog title={text.interop.exportTitle} size="lg" onClose={onClose}>
      {forms.error && <ErrorPanel error={forms.error} onRetry={() => void forms.refetch()} />}
      {forms.data && <ExportForms forms={forms.data.exports} selection={selection} onClose={onClose} />}
    </Dialog>
  );
}

function ExportForms({ forms, selection, onClose }: ExportRunsDialogProps & { readonly forms: readonly ExportForm[] }) {
  const lab = useLab();
  const [chosen, setChosen] = useState(forms[0]?.name ?? '');
  const [typed, setTyped] = useState<string | null>(null);
  const plan = useQuery({ ...useExportPlanQuery(selection, chosen), retry: false });
  const { work, start, stop } = useWork<WrittenExport>();
  const form = forms.find(({ name }) => name === chosen);
  const folder = (typed ?? plan.data?.folder ?? '').trim();
  if (work.kind === 'working') return <WorkProgress progress={work.progress} onStop={stop} />;
  if (work.kind === 'done') {
    return (
      <FocusedStep>
        <Exported written={work.result} form={form} onClose={onClose} />
      </FocusedStep>
    );
  }
  return (
    <Stack gap="sm">
      <Select
        label={text.interop.form}
        description={form?.help}
        data={forms.map(({ name, label }) => ({ value: name, label }))}
        value={chosen}
        allowDeselect={false}
        onChange={(value) => value !== null && setChosen(value)}
        data-autofocus
      />
      <TextInput
        label={text.interop.folder}
        description={text.interop.folderHelp}
        value={typed ?? plan.data?.folder ?? ''}
        onChange={(event) => setTyped(event.currentTarget.value)}
        spellCheck={false}
      />
      {plan.error && <ErrorPanel error={plan.error} onRetry={() => void plan.refetch()} />}
      {plan.data && <Text size="sm">{text.interop.planned(plan.data.runCount, plan.data.leftOutCount)}</Text>}
      {work.kind === 'failed' && <ErrorPanel error={work.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {text.common.cancel}
        </Button>
        <Button
          disabled={!plan.data || folder === ''}
          onClick={() => void start((signal) => lab.interop.export({ selection, form: chosen, folder }, { signal }))}
        >
          {text.interop.submit}
        </Button>
      </Group>
    </Stack>
  );
}

interface ExportedProps {
  readonly written: WrittenExport;
  readonly form: ExportForm | undefined;
  readonly onClose: () => void;
}

/** Where it lies and how it is opened. */
function Exported({ written, form, onClose }: ExportedProps) {
  const lab = useLab();
  const connection = useConnectionState();
  const show = useMutation({
    mutationFn: () => lab.system.openPath({ path: written.folder }),
    onError: showError,
  });
  const hello = connection.kind === 'open' ? connection.hello : null;
  const canShow = hello?.host === 'desktop' && written.folder.startsWith(hello.dataFolder);
  const { folder, runCount, fileCount, sizeBytes } = written;
  const opening = form?.opening;
  return (
    <Stack gap="sm">
      <Text size="sm" component="output">
        {text.interop.exported(runCount, fileCount, formatBytes(sizeBytes))}
      </Text>
      <Copied label={text.interop.place} value={folder} />
      {opening && 'command' in opening && (
        <Copied label={text.interop.opening} value={opening.command.replace('FOLDER', quotePath(folder))} />
      )}
      {opening && 'sentence' in opening && <Text size="sm">{opening.sentence}</Text>}
      <Group justify="flex-end" gap="xs">
        {canShow && (
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={16} aria-hidden />}
            loading={show.isPending}
            onClick={() => show.mutate()}
          >
            {text.interop.showFolder}
          </Button>
        )}
        <Button onClick={onClose} data-autofocus>
          {text.interop.close}
        </Button>
      </Group>
    </Stack>
  );
}

/** A path or command with a button that copies it. */
function Copied({ label, value }: { label: string; value: string }) {
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {label}
      </Text>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Code block flex={1} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {value}
        </Code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              variant="default"
              flex="none"
              aria-label={`${text.common.copy}: ${label}`}
              leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
              onClick={copy}
            >
              {copied ? text.common.copied : text.common.copy}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}

/** As a shell takes it. */
function quotePath(path: string): string {
  return /^[\w./:\\~-]+$/.test(path) ? path : `"${path}"`;
}
