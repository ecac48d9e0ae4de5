import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Popover,
  ScrollArea,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3, IconPin, IconPinFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { text } from '../../../text/index.ts';
import { seedGroupId, type TableModel } from '../model/build-model.ts';
import type { Column, ColumnKind } from '../model/column.ts';
import { moveColumn } from '../view/choose-columns.ts';
import type { Listing } from '../view/list-view.ts';
import { toggleColumn, togglePin, type View } from '../view/view.ts';

interface ColumnsPanelProps {
  readonly model: TableModel;
  readonly listing: Listing;
  readonly view: View;
  readonly change: (change: Partial<View> | ((view: View) => View)) => void;
}

const kinds: readonly ColumnKind[] = ['score', 'setting', 'curve', 'field'];

/** Every column there is: shown or not, pinned or not, and its place among the shown ones. */
export function ColumnsPanel({ model, listing, view, change }: ColumnsPanelProps) {
  const words = text.runs.columns;
  return (
    <Popover position="bottom-end" width={400} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns3 size={14} aria-hidden />}>
          {words.title}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.title}>
        <Panel model={model} listing={listing} view={view} change={change} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Panel({ model, listing, view, change }: ColumnsPanelProps) {
  const words = text.runs.columns;
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const fits = ({ label, path, symbol }: Column) => `${label} ${path} ${symbol ?? ''}`.toLowerCase().includes(wanted);
  const shownIds = listing.columns.map(({ id }) => id);
  const shown = listing.columns.filter(fits);
  const hidden = model.columns.filter(
    (column) => !shownIds.includes(column.id) && column.id !== seedGroupId && fits(column),
  );
  return (
    <Stack gap="xs">
      <TextInput
        size="xs"
        aria-label={words.search}
        placeholder={words.search}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        data-autofocus
      />
      <Switch
        size="xs"
        label={words.varyingOnly}
        description={words.varyingHelp}
        checked={view.isVaryingOnly}
        onChange={(event) => change({ isVaryingOnly: event.currentTarget.checked })}
      />
      <ScrollArea.Autosize mah={420} type="auto" offsetScrollbars viewportProps={{ tabIndex: -1 }}>
        <Heading>{words.shown}</Heading>
        {shown.map((column) => (
          <Group key={column.id} justify="space-between" wrap="nowrap" gap={4} mb={2}>
            <ColumnBox column={column} isShown change={change} />
            <Group gap={2} wrap="nowrap">
              <Tool
                label={view.pinned.includes(column.id) ? words.unpin(column.label) : words.pin(column.label)}
                icon={view.pinned.includes(column.id) ? IconPinFilled : IconPin}
                onClick={() => change((before) => togglePin(before, column.id))}
              />
              <Tool
                label={words.up(column.label)}
                icon={IconArrowUp}
                onClick={() => change({ order: moveColumn(shownIds, column.id, -1) })}
              />
              <Tool
                label={words.down(column.label)}
                icon={IconArrowDown}
                onClick={() => change({ order: moveColumn(shownIds, column.id, 1) })}
              />
            </Group>
          </Group>
        ))}
        {kinds.map((kind) => {
          const columns = hidden.filter((column) => column.kind === kind);
          return columns.length === 0 ? null : (
            <div key={kind}>
              <Heading>{words.kinds[kind]}</Heading>
              {columns.map((column) => (
                <ColumnBox key={column.id} column={column} isShown={false} change={change} />
              ))}
            </div>
          );
        })}
        {shown.length + hidden.length === 0 && <Text size="sm">{words.none}</Text>}
      </ScrollArea.Autosize>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() =>
          change({ added: [], removed: [], order: [], widths: {}, pinned: ['field:experiment', 'field:arm'] })
        }
      >
        {words.reset}
      </Button>
    </Stack>
  );
}

function ColumnBox({
  column,
  isShown,
  change,
}: {
  column: Column;
  isShown: boolean;
  change: ColumnsPanelProps['change'];
}) {
  const { id, label, symbol, path, kind } = column;
  return (
    <Checkbox
      size="xs"
      mb={4}
      checked={isShown}
      label={symbol ? `${symbol} – ${label}` : label}
      title={kind === 'field' ? undefined : path}
      description={kind === 'setting' && path !== label ? path : undefined}
      onChange={(event) => {
        const { checked } = event.currentTarget;
        change((before) => toggleColumn(before, id, checked));
      }}
    />
  );
}

function Heading({ children }: { children: string }) {
  return (
    <Text size="xs" fw={600} mt={6} mb={4}>
      {children}
    </Text>
  );
}

function Tool({ label, icon: Icon, onClick }: { label: string; icon: typeof IconPin; onClick: () => void }) {
  return (
    <ActionIcon size="sm" variant="subtle" color="gray" aria-label={label} title={label} onClick={onClick}>
      <Icon size={14} aria-hidden />
    </ActionIcon>
  );
}
