import { Button, Code, CopyButton, Group, Modal, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { text } from '../../../text/index.ts';
import { writeDraft } from '../form/form-state.ts';
import { useForm } from '../form-context.tsx';

const words = text.newExperiment.exporting;

interface ExportDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The form as a file for the command line, and the command that runs it. */
export function ExportDialog({ isOpen, onClose }: ExportDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={words.title}
      size="xl"
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <Exported />
    </Modal>
  );
}

function Exported() {
  const lab = useLab();
  const { state } = useForm();
  const draft = useMemo(() => writeDraft(state), [state]);
  const [format, setFormat] = useState<'json' | 'yaml'>('yaml');
  const exported = useQuery({
    queryKey: ['experiments', 'export', format, draft],
    queryFn: ({ signal }) => lab.experiments.exportSpec({ draft, format }, { signal }),
    gcTime: 0,
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={words.format}
          value={format}
          data={[
            { value: 'yaml', label: 'YAML' },
            { value: 'json', label: 'JSON' },
          ]}
          onChange={(value) => setFormat(value === 'json' ? 'json' : 'yaml')}
        />
        {exported.data && (
          <Group gap="xs">
            <CopyText value={exported.data.text} />
            <Button
              size="xs"
              leftSection={<IconDownload size={15} aria-hidden />}
              onClick={() => download(exported.data.fileName, exported.data.text)}
            >
              {words.download}
            </Button>
          </Group>
        )}
      </Group>
      {exported.error ? (
        <ErrorPanel error={exported.error} onRetry={() => void exported.refetch()} />
      ) : exported.data ? (
        <>
          {/* The code scrolls, so it has to be reachable with the keyboard. */}
          <Code block tabIndex={0} mah={360} style={{ overflow: 'auto' }} aria-label={exported.data.fileName}>
            {exported.data.text}
          </Code>
          <Text size="sm">{words.command}</Text>
          <Group gap="xs" wrap="nowrap">
            <Code block flex={1}>
              {exported.data.command}
            </Code>
            <CopyText value={exported.data.command} />
          </Group>
        </>
      ) : (
        <Skeleton h={240} />
      )}
    </Stack>
  );
}

function CopyText({ value }: { value: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          variant="default"
          flex="none"
          onClick={copy}
          leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
        >
          {copied ? text.common.copied : text.common.copy}
        </Button>
      )}
    </CopyButton>
  );
}

function download(fileName: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // The download has begun with the click, but reads the address a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
