import { Button, FileButton, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { DraftSpec } from '../../../../shared/contract/experiments.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { text } from '../../../text/index.ts';
import fieldClasses from '../fields/fields.module.css';

const words = text.newExperiment.importing;

interface ImportDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onImport: (draft: DraftSpec) => void;
}

/** Reads a spec from a file or from pasted text, JSON or YAML. */
export function ImportDialog({ isOpen, onClose, onImport }: ImportDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={words.title}
      size="lg"
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <ImportForm onImport={onImport} />
    </Modal>
  );
}

function ImportForm({ onImport }: Pick<ImportDialogProps, 'onImport'>) {
  const lab = useLab();
  const [content, setContent] = useState('');
  const [folder, setFolder] = useState('');
  const read = useMutation({
    mutationFn: (spec: string) => lab.experiments.importSpec({ text: spec, baseFolder: folder.trim() || null }),
    onSuccess: onImport,
  });
  const take = async (file: File | null) => {
    if (file) setContent(await file.text());
  };
  return (
    <Stack
      gap="sm"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer.files[0] ?? null);
      }}
    >
      <Text size="sm">{words.help}</Text>
      <Group>
        <FileButton accept=".json,.yaml,.yml,application/json" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconFileUpload size={15} aria-hidden />}>
              {words.choose}
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        label={words.text}
        autosize
        minRows={8}
        maxRows={16}
        value={content}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
        onChange={(event) => setContent(event.currentTarget.value)}
      />
      <TextInput
        label={words.folder}
        description={words.folderHelp}
        classNames={{ description: fieldClasses.help }}
        value={folder}
        onChange={(event) => setFolder(event.currentTarget.value)}
      />
      {read.error && <ErrorPanel error={read.error} />}
      <Group justify="flex-end">
        <Button loading={read.isPending} disabled={content.trim() === ''} onClick={() => read.mutate(content)}>
          {words.load}
        </Button>
      </Group>
    </Stack>
  );
}
