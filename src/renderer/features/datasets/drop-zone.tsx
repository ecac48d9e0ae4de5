import { Button, FileButton, Group, Paper, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useCallback, useRef } from 'react';
import { dataFileEndings, findDataFormat } from '../../../shared/data-format.ts';
import classes from '../../components/drop/drop.module.css';
import { useDrop } from '../../components/drop/use-drop.ts';
import { showError } from '../../components/toasts.tsx';
import { findBridge } from '../../rpc/transports.ts';
import { text } from '../../text/index.ts';
import { openDropped } from './open-source.ts';
import type { OpenedSource } from './queries.ts';

interface DropZoneProps {
  readonly onOpen: (opened: OpenedSource) => void;
  readonly onChoose: () => void;
}

/** Where a file is dropped, with buttons for who cannot drag. A file that misses it counts as well. */
export function DropZone({ onOpen, onChoose }: DropZoneProps) {
  const isOver = useDrop(
    useCallback(
      ({ files }) => {
        const [file] = files;
        if (!file || files.length > 1) showError(new Error(text.datasets.wrongDrop));
        else openFile(file, onOpen);
      },
      [onOpen],
    ),
  );
  const forget = useRef<() => void>(null);
  return (
    <Paper className={classes.zone ?? ''} data-over={isOver || undefined} p="lg">
      <Group justify="space-between" wrap="nowrap">
        <Group wrap="nowrap">
          <IconFileImport size={28} aria-hidden />
          <Text size="sm">{isOver ? text.datasets.dropNow : text.datasets.dropHint}</Text>
        </Group>
        <Group wrap="nowrap" gap="xs" style={{ flexShrink: 0 }}>
          {/* A browser may be on another machine than the lab; the desktop never is. */}
          {!findBridge() && (
            <FileButton
              accept={dataFileEndings.join(',')}
              resetRef={forget}
              onChange={(file) => {
                if (file) openFile(file, onOpen);
                // Else the same file, chosen again after a correction, would be no change.
                forget.current?.();
              }}
            >
              {(props) => (
                <Button {...props} variant="default">
                  {text.datasets.uploadFile}
                </Button>
              )}
            </FileButton>
          )}
          <Button variant="default" onClick={onChoose}>
            {text.datasets.chooseFile}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

function openFile(file: File, onOpen: (opened: OpenedSource) => void): void {
  if (findDataFormat(file.name)) openDropped(file).then(onOpen, showError);
  else showError(new Error(text.datasets.wrongDrop));
}
