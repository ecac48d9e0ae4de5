import { Button, Checkbox, Code, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Target } from '../../../shared/contract/experiments.ts';
import { type AdapterChoice, adapterChoices, spellDigest, type WrittenBundle } from '../../../shared/views/bundle.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useConnectionState, useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useWork } from '../../components/work/use-work.ts';
import { WorkProgress } from '../../components/work/work-progress.tsx';

const words = text.bundles;

interface ExportBundleProps {
  /** What goes in; while it is empty nothing can be written. */
  readonly targets: readonly Target[];
  /** The file's name before ".booster.html", until somebody writes another. */
  readonly name: string;
  /** Stands above the fields: what the bundle is of. */
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** Asks what goes into a bundle and where it goes, and writes it. */
export function ExportBundleDialog({ targets, name, children, onClose }: ExportBundleProps) {
  const lab = useLab();
  const state = useConnectionState();
  const folder = state.kind === 'open' ? state.hello.dataFolder : '';
  const [writtenPath, setPath] = useState<string | null>(null);
  const path = writtenPath ?? `${folder}/bundles/${name}.booster.html`;
  const [adapters, setAdapters] = useState<AdapterChoice>('none');
  const [texts, setTexts] = useState(true);
  const [data, setData] = useState(false);
  const { work, start, stop } = useWork<WrittenBundle>();
  const submit = () =>
    void start((signal) =>
      lab.bundles.export({ targets: [...targets], path, contents: { adapters, texts, data } }, { signal }),
    );
  return (
    <Dialog onClose={onClose} title={words.exportTitle}>
      {work.kind === 'working' && <WorkProgress progress={work.progress} onStop={stop} />}
      {work.kind === 'done' && (
        <Stack gap="sm">
          <Text size="sm">{words.exported(work.result.path, work.result.runCount)}</Text>
          {work.result.remarks.map((remark) => (
            <Text key={remark} size="sm">
              {remark}
            </Text>
          ))}
          <Text size="sm">{words.ownDigest}</Text>
          <Code block style={{ whiteSpace: 'pre-wrap' }}>
            {spellDigest(work.result.digest)}
          </Code>
          <Group justify="flex-end">
            <Button onClick={onClose}>{words.done}</Button>
          </Group>
        </Stack>
      )}
      {(work.kind === 'idle' || work.kind === 'failed') && (
        <Stack gap="sm">
          <Text size="sm">{words.exportHelp}</Text>
          {children}
          <TextInput
            label={words.path}
            description={words.pathHelp}
            value={path}
            onChange={(event) => setPath(event.currentTarget.value)}
            spellCheck={false}
            data-autofocus
          />
          <Select
            label={words.adapters}
            data={adapterChoices.map((value) => ({ value, label: words.adapterChoices[value] }))}
            value={adapters}
            allowDeselect={false}
            onChange={(value) => setAdapters(adapterChoices.find((choice) => choice === value) ?? 'none')}
          />
          <Checkbox
            label={words.texts}
            description={words.textsHelp}
            checked={texts}
            onChange={(event) => setTexts(event.currentTarget.checked)}
          />
          <Checkbox
            label={words.data}
            description={words.dataHelp}
            checked={data}
            onChange={(event) => setData(event.currentTarget.checked)}
          />
          {work.kind === 'failed' && <ErrorPanel error={work.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {text.common.cancel}
            </Button>
            <Button onClick={submit} disabled={targets.length === 0}>
              {words.submit}
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}
