import { Button, Group, Paper, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { showError } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import classes from './drop-zone.module.css';
import { openDropped } from './open-source.ts';
import type { OpenedSource } from './queries.ts';

interface DropZoneProps {
  readonly onOpen: (opened: OpenedSource) => void;
  readonly onChoose: () => void;
}

/** Where a file is dropped, with a button for who cannot drag. A file that misses it counts as well. */
export function DropZone({ onOpen, onChoose }: DropZoneProps) {
  const isOver = useDroppedFile(onOpen);
  return (
    <Paper className={classes.zone ?? ''} data-over={isOver || undefined} p="lg">
      <Group justify="space-between" wrap="nowrap">
        <Group wrap="nowrap">
          <IconFileImport size={28} aria-hidden />
          <Text size="sm">{isOver ? text.datasets.dropNow : text.datasets.dropHint}</Text>
        </Group>
        <Button variant="default" onClick={onChoose} style={{ flexShrink: 0 }}>
          {text.datasets.chooseFile}
        </Button>
      </Group>
    </Paper>
  );
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
      if (!file || files.length > 1 || !/\.(json|jsonl|ndjson|csv)$/i.test(file.name))
        showError(new Error(text.datasets.wrongDrop));
      else openDropped(file).then(onOpen, showError);
    };
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('dragleave', onDragLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    return () => ended.abort();
  }, [onOpen]);
  return isOver;
}
