import { Button, FileButton, Group, List, Paper, Stack, Text } from '@mantine/core';
import { IconTableImport } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import classes from '../../components/drop/drop.module.css';
import { useDrop } from '../../components/drop/use-drop.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { showError } from '../../components/toasts.tsx';
import { findBridge } from '../../rpc/transports.ts';
import { text } from '../../text/index.ts';
import { openChosen, openDropped, type OpenedResults } from './open-results.ts';
import { useInteropFormsQuery } from './queries.ts';

interface ChooseResultsProps {
  readonly onOpen: (opened: OpenedResults) => void;
  /** Asks for a path on the lab's machine. */
  readonly onBrowse: () => void;
}

/** Where results of another program are dropped or chosen, and which can be read. */
export function ChooseResults({ onOpen, onBrowse }: ChooseResultsProps) {
  const forms = useQuery(useInteropFormsQuery());
  const isOver = useDrop(
    useCallback((transfer: DataTransfer) => void openDropped(transfer).then(onOpen, showError), [onOpen]),
  );
  return (
    <Stack gap="sm">
      <Text size="sm">{text.interop.importHelp}</Text>
      <Paper className={classes.zone ?? ''} data-over={isOver || undefined} p="md">
        <Stack gap="sm">
          <Group gap="sm" wrap="nowrap">
            <IconTableImport size={24} aria-hidden />
            <Text size="sm">{isOver ? text.interop.dropNow : text.interop.dropHint}</Text>
          </Group>
          <Group gap="xs">
            <Button size="xs" onClick={onBrowse} data-autofocus>
              {text.interop.choosePath}
            </Button>
            {/* A browser may be on another machine than the lab; the desktop never is. */}
            {!findBridge() && <SendButtons onOpen={onOpen} />}
          </Group>
        </Stack>
      </Paper>
      {forms.error && <ErrorPanel error={forms.error} onRetry={() => void forms.refetch()} />}
      <Text size="sm" fw={600}>
        {text.interop.forms}
      </Text>
      <List size="sm">
        {forms.data?.imports.map(({ name, label, help }) => (
          <List.Item key={name}>
            {label}: {help}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

/** Files and folders of the browser's machine. */
function SendButtons({ onOpen }: Pick<ChooseResultsProps, 'onOpen'>) {
  const folder = useRef<HTMLInputElement>(null);
  const open = (files: readonly File[]) => {
    if (files.length > 0) openChosen(files).then(onOpen, showError);
  };
  return (
    <>
      <FileButton multiple onChange={open}>
        {(props) => (
          <Button {...props} size="xs" variant="default">
            {text.interop.uploadFiles}
          </Button>
        )}
      </FileButton>
      <Button size="xs" variant="default" onClick={() => folder.current?.click()}>
        {text.interop.uploadFolder}
      </Button>
      <input
        ref={(input) => {
          folder.current = input;
          // React's types do not know it; every browser does.
          input?.setAttribute('webkitdirectory', '');
        }}
        type="file"
        hidden
        aria-label={text.interop.uploadedFolder}
        onChange={({ currentTarget }) => {
          open([...(currentTarget.files ?? [])]);
          // Else the same folder, chosen again after a correction, would be no change.
          currentTarget.value = '';
        }}
      />
    </>
  );
}
