import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { showDone, showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useTokenQuery } from './queries.ts';

/** Where the token of an address comes from: the keychain on the desktop, or the variable that `children` asks for. */
export function TokenField({ baseUrl, children }: { baseUrl: string | null; children: ReactNode }) {
  const lab = useLab();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const query = useTokenQuery(baseUrl);
  const { data: state } = useQuery(query);
  const save = useMutation({
    mutationFn: (token: string | null) => lab.judges.setToken({ baseUrl: baseUrl ?? '', token }),
    onSuccess: () => {
      setTyped('');
      showDone(text.judges.tokenChanged);
      void queries.invalidateQueries({ queryKey: query.queryKey });
    },
    onError: showError,
  });
  if (!state?.canKeep) {
    return (
      <Stack gap={4}>
        {children}
        {state && <Text size="xs">{text.judges.tokenInBrowser}</Text>}
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      {state.isKept ? (
        <Group gap="sm">
          <Text size="sm">{text.judges.tokenKept}</Text>
          <Button size="xs" variant="default" loading={save.isPending} onClick={() => save.mutate(null)}>
            {text.judges.forgetToken}
          </Button>
        </Group>
      ) : (
        <Group align="flex-end" wrap="nowrap" gap="xs">
          <PasswordInput
            label={text.judges.token}
            description={text.judges.tokenHelp}
            autoComplete="off"
            flex={1}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button
            variant="default"
            disabled={typed.trim() === ''}
            loading={save.isPending}
            onClick={() => save.mutate(typed.trim())}
          >
            {text.judges.keepToken}
          </Button>
        </Group>
      )}
      {children}
    </Stack>
  );
}
