import { Button, FileButton, Group, Paper, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { dataFileEndings, findDataFormat } from '../../../shared/data-format.ts';
import { showError } from '../../components/toasts.tsx';
import { findBridge } from '../../rpc/transports.ts';
import { text } from '../../text/index.ts';
import classes from './drop-zone.module.css';
import { openDropped } from './open-source.ts';
import type { OpenedSource } from './queries.ts';

interface DropZoneProps {
  readonly onOpen: (opened: OpenedSource) => void;
  readonly onChoose: () => void;
}

/** Where a file is dropped, with buttons for who cannot drag. A file that misses it counts as well. */
export function DropZone({ onOpen, onChoose }: DropZoneProps) {
  const isOver = useDroppedFile(onOpen);
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

/** Opens files that are dropped anywhere: left to itself, the browser would leave the page for them. Says whether one hovers. */
function useDroppedFile(onOpen: (opened: OpenedSource) => void): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    const { signal } = ended;
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const onDragLeave = (event: DragEvent) => {
      // Leaving an element for another one inside the window is not leaving.
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      setOver(false);
      const [file] = files;
      if (!file || files.length > 1) showError(new Error(text.datasets.wrongDrop));
      else openFile(file, onOpen);
    };
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('dragleave', onDragLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    return () => ended.abort();
  }, [onOpen]);
  return isOver;
}
