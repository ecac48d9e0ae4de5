import { Alert, Button, Group, Text } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useConnection, useConnectionState } from '../rpc/lab-context.tsx';
import { text } from '../text/index.ts';

/** Says at the top of every page when the lab cannot be reached or is of another version, with the way out. */
export function ConnectionBanner() {
  const connection = useConnection();
  const state = useConnectionState();
  switch (state.kind) {
    case 'connecting':
      return null;
    case 'lost':
      return (
        <Alert
          color="red"
          variant="filled"
          radius={0}
          icon={<IconPlugConnectedX aria-hidden />}
          title={text.shell.lostTitle}
          styles={{ title: { color: 'var(--mantine-color-white)' } }}
          role="alert"
        >
          <Group justify="space-between" align="end">
            <Text size="sm" maw={780}>
              {text.shell.lostBody}
            </Text>
            <Button size="xs" variant="white" color="red" onClick={() => connection.retryNow()}>
              {text.shell.retryNow}
            </Button>
          </Group>
        </Alert>
      );
    case 'open':
      return state.hello.version === windowVersion ? null : (
        <Alert color="yellow" radius={0} icon={<IconRefresh aria-hidden />} title={text.shell.otherVersionTitle}>
          <Group justify="space-between" align="end">
            <Text size="sm">{text.shell.otherVersionBody}</Text>
            <Button size="xs" variant="default" onClick={() => window.location.reload()}>
              {text.shell.reload}
            </Button>
          </Group>
        </Alert>
      );
  }
}
