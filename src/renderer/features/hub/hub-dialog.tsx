import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RepoKind } from '../../../shared/contract/hub.ts';
import { Dialog } from '../../components/dialog.tsx';
import { text } from '../../text/index.ts';
import { HubSettingsForm } from './hub-settings-form.tsx';
import { useHubSettingsQuery } from './queries.ts';
import { RepoView } from './repo-view.tsx';
import { SearchResults } from './search-results.tsx';

/** Finds a repository of a hub and starts its download. Nothing is asked before the person presses Search. */
export function HubDialog({ kind, onClose }: { readonly kind: RepoKind; readonly onClose: () => void }) {
  const settings = useQuery(useHubSettingsQuery());
  const [words, setWords] = useState('');
  const [asked, setAsked] = useState<string | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Dialog onClose={onClose} title={text.hub.title(kind)} size="xl">
      <Stack gap="sm">
        {settings.data && <Text size="sm">{text.hub.asks(settings.data.url)}</Text>}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setChosen(null);
            setAsked(words.trim() === '' ? null : words.trim());
          }}
        >
          <Group align="flex-end" gap="xs">
            <TextInput
              label={text.hub.searchLabel(kind)}
              description={text.hub.searchHelp}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
              maxLength={200}
              flex={1}
              data-autofocus
            />
            <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />} disabled={words.trim() === ''}>
              {text.hub.search}
            </Button>
          </Group>
        </form>
        {chosen !== null && (
          <RepoView key={chosen} kind={kind} id={chosen} onBack={() => setChosen(null)} onStarted={onClose} />
        )}
        {chosen === null && asked !== null && (
          <SearchResults key={asked} kind={kind} query={asked} onChoose={setChosen} />
        )}
        {settings.data && <HubSettingsForm settings={settings.data} />}
      </Stack>
    </Dialog>
  );
}
