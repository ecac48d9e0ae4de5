import { Button, Group, Menu, TextInput } from '@mantine/core';
import { IconCheck, IconChevronDown, IconDeviceFloppy, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { showUndo } from '../../../components/toasts.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { text } from '../../../text/index.ts';
import type { Views } from '../view/use-view-store.ts';

interface ViewsMenuProps {
  readonly views: Views;
  /** Puts the name of the view into the address. */
  readonly onName: (name: string | null) => void;
}

/** Saved views: go to one, keep what is shown under a name, throw one away. */
export function ViewsMenu({ views, onName }: ViewsMenuProps) {
  const words = text.runs.views;
  const [isNaming, setNaming] = useState(false);
  const { name } = views;
  const known = views.saved.find((each) => each.name === name);
  const isChanged = known !== undefined && JSON.stringify(known.view) !== JSON.stringify(views.view);
  const goTo = (to: string | null) => {
    views.apply(to);
    onName(to);
  };
  const remove = (gone: string) => {
    const { view } = views.saved.find((each) => each.name === gone) ?? {};
    views.remove(gone);
    if (gone === name) onName(null);
    if (view) {
      showUndo(words.removed(gone), () => views.restore(gone, view));
    }
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md" width={260} withinPortal={false}>
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            {known ? `${known.name}${isChanged ? words.changed : ''}` : words.title}
          </Button>
        </Menu.Target>
        <Menu.Dropdown aria-label={words.title}>
          {views.saved.length === 0 && <Menu.Item disabled>{words.none}</Menu.Item>}
          {views.saved.map((saved) => (
            <Group key={saved.name} gap={2} wrap="nowrap" role="none">
              <Menu.Item
                flex={1}
                leftSection={saved.name === name ? <IconCheck size={14} aria-hidden /> : <span style={{ width: 14 }} />}
                onClick={() => goTo(saved.name)}
              >
                {saved.name}
              </Menu.Item>
              <Menu.Item
                w="auto"
                aria-label={words.remove(saved.name)}
                title={words.remove(saved.name)}
                onClick={() => remove(saved.name)}
              >
                <IconTrash size={14} aria-hidden />
              </Menu.Item>
            </Group>
          ))}
          <Menu.Divider />
          {isChanged && (
            <Menu.Item
              leftSection={<IconDeviceFloppy size={14} aria-hidden />}
              onClick={() => views.saveAs(known.name)}
            >
              {words.update(known.name)}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconDeviceFloppy size={14} aria-hidden />} onClick={() => setNaming(true)}>
            {words.saveAs}
          </Menu.Item>
          <Menu.Item leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => goTo(null)}>
            {words.standard}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isNaming && (
        <NameDialog
          taken={views.saved.map((each) => each.name)}
          onClose={() => setNaming(false)}
          onSave={(given) => {
            views.saveAs(given);
            onName(given);
            setNaming(false);
          }}
        />
      )}
    </>
  );
}

interface NameDialogProps {
  readonly taken: readonly string[];
  readonly onSave: (name: string) => void;
  readonly onClose: () => void;
}

function NameDialog({ taken, onSave, onClose }: NameDialogProps) {
  const words = text.runs.views;
  const [name, setName] = useState('');
  const given = name.trim();
  return (
    <Dialog onClose={onClose} title={words.saveAs} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (given !== '') onSave(given);
        }}
      >
        <TextInput
          label={words.name}
          description={taken.includes(given) ? words.taken : words.nameHelp}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {text.common.cancel}
          </Button>
          <Button type="submit" disabled={given === ''}>
            {text.common.save}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
