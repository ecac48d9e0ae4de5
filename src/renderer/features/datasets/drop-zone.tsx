import { Button, Group, Paper, Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { type DragEvent, useState } from 'react';
import { showError } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import classes from './drop-zone.module.css';
import { openDropped } from './open-source.ts';
import type { OpenedSource } from './queries.ts';

/** Where a file is dropped, with a button for who cannot drag. */
export function DropZone({ onOpen, onChoose }: { onOpen: (opened: OpenedSource) => void; onChoose: () => void }) {
  const [isOver, setOver] = useState(false);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file, ...others] = [...event.dataTransfer.files];
    if (!file || others.length > 0 || !/\.(json|jsonl|ndjson|csv)$/i.test(file.name)) {
      showError(new Error(text.datasets.wrongDrop));
      return;
    }
    openDropped(file).then(onOpen, showError);
  };
  return (
    <Paper
      className={classes.zone ?? ''}
      data-over={isOver || undefined}
      p="lg"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
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
