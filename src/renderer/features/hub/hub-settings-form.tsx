import { Accordion, Alert, Button, Checkbox, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { HubSettings } from '../../../shared/contract/hub.ts';
import { isInsecure } from '../../../shared/loopback.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { showDone } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useHubSettingsQuery } from './queries.ts';

/** Which hub is asked, and the token for what is not open to all; folded, because most need neither. */
export function HubSettingsForm({ settings }: { readonly settings: HubSettings }) {
  const lab = useLab();
  const queries = useQueryClient();
  const { queryKey } = useHubSettingsQuery();
  const [url, setUrl] = useState(settings.url);
  const [allowsHttp, setAllowsHttp] = useState(settings.allowsHttp);
  const [token, setToken] = useState('');
  const isOpen = URL.canParse(url) && isInsecure(new URL(url));
  const save = useMutation({
    mutationFn: (wishes: { url?: string; allowsHttp?: boolean; token?: string | null }) => lab.hub.setSettings(wishes),
    onSuccess: (saved) => {
      queries.setQueryData(queryKey, saved);
      setUrl(saved.url);
      setAllowsHttp(saved.allowsHttp);
      setToken('');
      showDone(text.hub.saved);
    },
  });
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="settings">
        <Accordion.Control>{text.hub.settings}</Accordion.Control>
        <Accordion.Panel>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save.mutate({ url, allowsHttp: isOpen && allowsHttp, ...(token === '' ? {} : { token }) });
            }}
          >
            <Stack gap="xs">
              <TextInput
                label={text.hub.url}
                description={text.hub.urlHelp}
                value={url}
                onChange={(event) => setUrl(event.currentTarget.value)}
              />
              {isOpen && (
                <Alert color="orange" title={text.hub.insecureTitle}>
                  <Checkbox
                    label={text.hub.allowHttp}
                    description={text.hub.allowHttpHelp}
                    checked={allowsHttp}
                    onChange={(event) => setAllowsHttp(event.currentTarget.checked)}
                  />
                </Alert>
              )}
              <PasswordInput
                label={text.hub.token}
                description={text.hub.tokenHelp[settings.keeps]}
                value={token}
                autoComplete="off"
                onChange={(event) => setToken(event.currentTarget.value)}
              />
              {save.error && <ErrorPanel error={save.error} />}
              <Group justify="flex-end" gap="xs">
                {settings.hasToken && (
                  <>
                    <Text size="sm">{text.hub.hasToken(new URL(settings.url).host)}</Text>
                    <Button variant="default" onClick={() => save.mutate({ token: null })}>
                      {text.hub.forgetToken}
                    </Button>
                  </>
                )}
                <Button type="submit" loading={save.isPending}>
                  {text.hub.save}
                </Button>
              </Group>
            </Stack>
          </form>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
