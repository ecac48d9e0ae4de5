import { ActionIcon, Button, Group, Popover, Stack, TagsInput, Text, Tooltip } from '@mantine/core';
import { IconTag } from '@tabler/icons-react';
import { useState } from 'react';
import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { text } from '../../../text/index.ts';
import type { RunActions } from '../actions/use-run-actions.ts';

interface TagPopoverProps {
  readonly runs: readonly RunRowView[];
  /** Tags in use anywhere, to choose from. */
  readonly allTags: readonly string[];
  readonly actions: RunActions;
}

/** Adds tags to the chosen runs and takes away those that all of them have. */
export function TagPopover({ runs, allTags, actions }: TagPopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const words = text.runs.tags;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={words.title} disabled={isOpen}>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={words.title}
            disabled={runs.length === 0}
            onClick={() => setOpen(!isOpen)}
          >
            <IconTag size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title}>
        {isOpen && <TagForm runs={runs} allTags={allTags} actions={actions} onDone={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function TagForm({ runs, allTags, actions, onDone }: TagPopoverProps & { readonly onDone: () => void }) {
  const words = text.runs.tags;
  const common = (runs[0]?.tags ?? []).filter((tag) => runs.every((run) => run.tags.includes(tag)));
  const [tags, setTags] = useState<readonly string[]>(common);
  const save = () => {
    const addTags = tags.filter((tag) => !common.includes(tag));
    const removeTags = common.filter((tag) => !tags.includes(tag));
    if (addTags.length + removeTags.length > 0) void actions.mark(runs, { addTags, removeTags });
    onDone();
  };
  return (
    <Stack gap="xs">
      <TagsInput
        size="xs"
        label={words.label(runs.length)}
        placeholder={words.placeholder}
        data={[...allTags]}
        value={[...tags]}
        onChange={setTags}
        maxLength={40}
        comboboxProps={{ withinPortal: false }}
        data-autofocus
      />
      <Text size="xs">{words.help}</Text>
      <Group justify="flex-end">
        <Button size="xs" onClick={save}>
          {text.common.save}
        </Button>
      </Group>
    </Stack>
  );
}
