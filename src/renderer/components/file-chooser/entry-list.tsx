/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- the list of a combobox that stays in sight: no element of HTML is one, and the keys are the path field's. */
import { Badge, Group, ScrollArea, Text } from '@mantine/core';
import { IconFileText, IconFolder } from '@tabler/icons-react';
import type { FolderEntry } from '../../../shared/contract/system.ts';
import { text } from '../../text/index.ts';
import { formatBytes } from '../../../shared/format-bytes.ts';
import type { ChooserMode } from './typed-path.ts';
import classes from './entry-list.module.css';

interface EntryListProps {
  readonly id: string;
  readonly mode: ChooserMode;
  readonly entries: readonly FolderEntry[];
  readonly active: number;
  readonly onActivate: (position: number) => void;
  /** Opens a folder, or chooses a file or model. */
  readonly onTake: (entry: FolderEntry) => void;
  readonly emptyText: string;
}

/** The entries of a folder; the path field above it owns the keyboard. */
export function EntryList({ id, mode, entries, active, onActivate, onTake, emptyText }: EntryListProps) {
  return (
    <ScrollArea h={320} className={classes.frame ?? ''} viewportProps={{ tabIndex: -1 }}>
      <div role="listbox" id={id} aria-label={text.fileChooser.list}>
        {entries.map((entry, position) => (
          <div
            key={entry.path}
            ref={position === active ? scrollIntoView : null}
            id={`${id}-${position}`}
            role="option"
            tabIndex={-1}
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
              {mode !== 'model' && entry.kind === 'file' && <Text size="xs">{formatBytes(entry.sizeBytes)}</Text>}
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

/** In newer Chromium the call returns a promise, which React must not take for a way to undo it. */
function scrollIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
