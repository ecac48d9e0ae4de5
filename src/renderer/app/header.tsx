import {
  ActionIcon,
  Button,
  Group,
  Kbd,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { useShortcut } from '../components/shortcuts.tsx';
import { text } from '../text/index.ts';
import { RunningIndicator } from './running-indicator.tsx';

/** Name, palette, what runs, and how the window looks. */
export function Header({ onShowShortcuts }: { onShowShortcuts: () => void }) {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const themeLabel = scheme === 'dark' ? text.shell.toLight : text.shell.toDark;
  const switchTheme = useCallback(() => setColorScheme(scheme === 'dark' ? 'light' : 'dark'), [scheme, setColorScheme]);
  useShortcut(
    useMemo(
      () => ({ keys: 'alt+t', label: themeLabel, group: text.shell.productName, run: switchTheme }),
      [themeLabel, switchTheme],
    ),
  );
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="xs" wrap="nowrap">
        <img src="/icon.svg" alt="" width={22} height={22} />
        <Text fw={700}>{text.shell.productName}</Text>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <RunningIndicator />
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={<Kbd size="xs">Ctrl K</Kbd>}
          onClick={spotlight.open}
        >
          {text.shell.openPalette}
        </Button>
        <Tooltip label={text.shell.shortcuts}>
          <ActionIcon variant="default" aria-label={text.shell.shortcuts} onClick={onShowShortcuts}>
            <IconKeyboard size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={themeLabel}>
          <ActionIcon variant="default" aria-label={themeLabel} onClick={switchTheme}>
            {scheme === 'dark' ? <IconSun size={16} aria-hidden /> : <IconMoon size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}
