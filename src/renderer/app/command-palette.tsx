import { Kbd } from '@mantine/core';
import { Spotlight } from '@mantine/spotlight';
import { useNavigate } from '@tanstack/react-router';
import { useShortcutList } from '../components/shortcuts.tsx';
import { text } from '../text/index.ts';
import { appPages } from './pages.ts';

/** Everything that can be done or gone to, found by typing: the pages, and whatever the shown page offers as a shortcut. */
export function CommandPalette() {
  const navigate = useNavigate();
  const shortcuts = useShortcutList();
  const pages = appPages.map(({ to, label, keys, icon: Icon, group }) => ({
    id: `page ${to}`,
    label,
    group,
    leftSection: <Icon size={16} stroke={1.6} aria-hidden />,
    rightSection: <Kbd size="xs">{keys}</Kbd>,
    onClick: () => void navigate({ to }),
  }));
  const commands = shortcuts
    .filter((shortcut) => !shortcut.keys.startsWith('g '))
    .map(({ keys, label, group, run }) => ({
      id: `command ${keys}`,
      label,
      group,
      rightSection: <Kbd size="xs">{keys}</Kbd>,
      onClick: run,
    }));
  const groups = [...new Set([...commands, ...pages].map((action) => action.group))];
  return (
    <Spotlight
      actions={groups.map((group) => ({
        group,
        actions: [...commands, ...pages].filter((action) => action.group === group),
      }))}
      shortcut="mod + K"
      searchProps={{ placeholder: text.shell.openPalette, 'aria-label': text.shell.openPalette }}
      nothingFound={text.shell.paletteEmpty}
      scrollable
      maxHeight={420}
    />
  );
}
