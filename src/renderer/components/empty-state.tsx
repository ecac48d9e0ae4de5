import { Center, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** What stands where there is nothing yet: what would be here, and the button that makes it. */
export function EmptyState({ title, body, children }: { title: string; body: string; children?: ReactNode }) {
  return (
    <Center mih={220} p="xl">
      <Stack align="center" gap="xs" maw={520}>
        <Title order={2} ta="center">
          {title}
        </Title>
        <Text ta="center">{body}</Text>
        {children && (
          <Group mt="xs" justify="center">
            {children}
          </Group>
        )}
      </Stack>
    </Center>
  );
}
