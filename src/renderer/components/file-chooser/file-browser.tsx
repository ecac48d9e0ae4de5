import { ActionIcon, Button, Group, Skeleton, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconArrowUp, IconHome } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useState } from 'react';
import type { FolderEntry } from '../../../shared/contract/system.ts';
import { useConnectionState, useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import { text } from '../../text/index.ts';
import { ErrorPanel } from '../error-panel.tsx';
import { EntryList } from './entry-list.tsx';
import { type ChooserMode, holdsModel, isChoice, listChoices, openFolder, splitPath } from './typed-path.ts';

interface FileBrowserProps {
  readonly mode: ChooserMode;
  readonly onChoose: (path: string) => void;
  readonly onCancel: () => void;
}

const shown = 300;

/** A path field and what it leads to. The field keeps the focus: arrows move through the list below it. */
export function FileBrowser({ mode, onChoose, onCancel }: FileBrowserProps) {
  const lab = useLab();
  const state = useConnectionState();
  const isWindows = state.kind === 'open' && state.hello.platform === 'win32';
  const [lastFolder, setLastFolder] = useLocalStorage<string | null>({
    key: `file-chooser.${mode}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const [typed, setTyped] = useState<string | null>(lastFolder);
  const [active, setActive] = useState(0);
  const listId = useId();

  const { folder, beginning } = typed === null ? { folder: null, beginning: '' } : splitPath(typed, isWindows);
  const asked = folder === '' ? null : folder;
  const listing = useQuery({
    ...labQuery(['system', 'listFolder', asked], (signal) => lab.system.listFolder({ path: asked }, { signal })),
    placeholderData: keepPreviousData,
    staleTime: 2000,
    retry: false,
  });
  const entries = listing.data?.entries ?? [];
  const matches = listing.error ? [] : listChoices(entries, mode, beginning);
  const position = Math.min(active, matches.length - 1);
  const chosen = matches[position];
  const current = listing.data?.path ?? '';
  const isCurrentChoice =
    beginning === '' && !listing.error && (mode === 'results' || (mode === 'model' && holdsModel(entries)));

  const hasList = !listing.error && !listing.isPending;

  const type = (value: string | null) => {
    setTyped(value);
    setActive(0);
  };
  const open = (path: string) => type(openFolder(path, isWindows));
  const choose = (path: string, parent: string) => {
    setLastFolder(openFolder(parent, isWindows));
    onChoose(path);
  };
  const goUp = () => listing.data?.parent && open(listing.data.parent);
  const take = (entry: FolderEntry) => (isChoice(entry, mode) ? choose(entry.path, current) : open(entry.path));

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    if (move !== undefined) setActive(Math.max(0, Math.min(matches.length - 1, shown - 1, position + move)));
    else if (event.key === 'Enter' && chosen) take(chosen);
    else if (event.key === 'Enter' && isCurrentChoice) choose(current, listing.data?.parent ?? current);
    else if (event.key === 'Backspace' && beginning === '' && !event.repeat && isAtEnd(event.currentTarget)) goUp();
    else if (event.key === 'Tab' && !event.shiftKey && beginning !== '' && chosen?.kind === 'folder') open(chosen.path);
    else return;
    event.preventDefault();
  };

  return (
    <Stack gap="sm">
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          data-autofocus
          label={text.fileChooser.path}
          description={text.fileChooser.help[mode]}
          value={typed ?? (listing.data ? openFolder(listing.data.path, isWindows) : '')}
          onChange={(event) => type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- an input with a list that is not its own.
          role="combobox"
          aria-expanded={hasList}
          aria-autocomplete="list"
          aria-controls={hasList ? listId : undefined}
          aria-activedescendant={chosen ? `${listId}-${position}` : undefined}
          autoComplete="off"
          spellCheck={false}
        />
        <Tooltip label={text.fileChooser.up}>
          <ActionIcon
            size={36}
            variant="default"
            aria-label={text.fileChooser.up}
            disabled={!listing.data?.parent}
            onClick={goUp}
          >
            <IconArrowUp size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={text.fileChooser.home}>
          <ActionIcon size={36} variant="default" aria-label={text.fileChooser.home} onClick={() => type(null)}>
            <IconHome size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      {listing.error ? (
        <ErrorPanel error={listing.error} />
      ) : listing.isPending ? (
        <Skeleton h={320} />
      ) : (
        <EntryList
          id={listId}
          mode={mode}
          entries={matches.slice(0, shown)}
          active={position}
          onActivate={setActive}
          onTake={take}
          emptyText={beginning === '' ? text.fileChooser.empty[mode] : text.fileChooser.noMatch}
        />
      )}
      <Text size="xs" mih="1lh">
        {matches.length > shown ? text.fileChooser.more(matches.length - shown) : ''}
      </Text>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          {text.common.cancel}
        </Button>
        {isCurrentChoice && (
          <Button
            variant={mode === 'results' ? 'default' : 'filled'}
            onClick={() => choose(current, listing.data?.parent ?? current)}
          >
            {text.fileChooser.chooseCurrent}
          </Button>
        )}
        {(mode === 'results' || !isCurrentChoice) && (
          <Button disabled={!chosen || !isChoice(chosen, mode)} onClick={() => chosen && take(chosen)}>
            {text.fileChooser.choose[mode]}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function isAtEnd(input: HTMLInputElement): boolean {
  return input.selectionStart === input.value.length && input.selectionEnd === input.value.length;
}
