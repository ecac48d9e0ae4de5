import { Group, Kbd, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useShortcutList } from '../components/shortcuts.tsx';
import { text } from '../text/index.ts';

/** Every key that does something on this page. */
export function ShortcutsOverlay({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const shortcuts = useShortcutList();
  const groups = [...new Set(shortcuts.map((shortcut) => shortcut.group))];
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title={text.shell.shortcuts}
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <SimpleGrid cols={2}>
        {groups.map((group) => (
          <Stack key={group} gap={6}>
            <Title order={2} size="sm">
              {group}
            </Title>
            {shortcuts
              .filter((shortcut) => shortcut.group === group)
              .map(({ keys, label }) => (
                <Group key={keys} justify="space-between" wrap="nowrap">
                  <Text size="sm">{label}</Text>
                  <Group gap={4} wrap="nowrap">
                    {keys.split(' ').map((key) => (
                      <Kbd key={key} size="xs">
                        {key}
                      </Kbd>
                    ))}
                  </Group>
                </Group>
              ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
}
