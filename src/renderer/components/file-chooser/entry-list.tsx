import { Badge, Group, ScrollArea, Text } from '@mantine/core';
import { IconFileText, IconFolder } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { FolderEntry } from '../../../shared/contract/system.ts';
import { text } from '../../text/index.ts';
import { formatBytes } from '../format.ts';
import classes from './entry-list.module.css';

interface EntryListProps {
  readonly id: string;
  readonly mode: 'model' | 'data';
  readonly entries: readonly FolderEntry[];
  readonly active: number;
  readonly onActivate: (position: number) => void;
  /** Opens a folder, or chooses a file or model. */
  readonly onTake: (entry: FolderEntry) => void;
  readonly emptyText: string;
}

/** The entries of a folder; the path field above it owns the keyboard. */
export function EntryList({ id, mode, entries, active, onActivate, onTake, emptyText }: EntryListProps) {
  const activeRef = useRef<HTMLDivElement>(null);
  // In newer Chromium it returns a promise, which must not be taken for a way to undo the effect.
  useEffect(() => void activeRef.current?.scrollIntoView({ block: 'nearest' }), [active, entries]);
  return (
    <ScrollArea h={320} className={classes.frame ?? ''} viewportProps={{ tabIndex: -1 }}>
      <div role="listbox" id={id} aria-label={text.fileChooser.list}>
        {entries.map((entry, position) => (
          <div
            key={entry.path}
            ref={position === active ? activeRef : null}
            id={`${id}-${position}`}
            role="option"
            aria-selected={position === active}
            className={classes.entry}
            // The field keeps the focus, and with it the keys.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onActivate(position)}
            onDoubleClick={() => onTake(entry)}
          >
            <Group gap="xs" wrap="nowrap">
              {entry.kind === 'folder' ? <IconFolder size={16} aria-hidden /> : <IconFileText size={16} aria-hidden />}
              <Text size="sm" flex={1} truncate>
                {entry.name}
              </Text>
              {entry.isModel && (
                <Badge size="sm" variant="light" tt="none" autoContrast>
                  {text.fileChooser.model}
                </Badge>
              )}
              {mode === 'data' && entry.kind === 'file' && <Text size="xs">{formatBytes(entry.sizeBytes)}</Text>}
            </Group>
          </div>
        ))}
      </div>
      {entries.length === 0 && (
        <Text size="sm" p="sm">
          {emptyText}
        </Text>
      )}
    </ScrollArea>
  );
}
