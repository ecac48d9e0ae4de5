import { Group, MultiSelect } from '@mantine/core';
import { type RefObject, useMemo } from 'react';
import { text } from '../../../text/index.ts';
import { seedGroupId, type TableModel } from '../model/build-model.ts';
import type { Listing } from '../view/list-view.ts';
import type { View } from '../view/view.ts';
import { ColumnsPanel } from './columns-panel.tsx';
import { FilterField } from './filter-field.tsx';

interface ToolbarProps {
  readonly model: TableModel;
  readonly listing: Listing;
  readonly view: View;
  readonly change: (change: Partial<View> | ((view: View) => View)) => void;
  readonly filterField: RefObject<HTMLInputElement | null>;
  readonly onLeaveFilter: () => void;
}

/** Filter, groups and columns. */
export function Toolbar(props: ToolbarProps) {
  const { model, listing, view, change, filterField, onLeaveFilter } = props;
  const groupChoices = useMemo(() => listGroupChoices(model), [model]);
  return (
    <Group gap="xs" wrap="nowrap">
      <FilterField
        value={view.filter}
        problems={listing.problems}
        columns={model.columns}
        onChange={(filter) => change({ filter })}
        onLeave={onLeaveFilter}
        field={filterField}
      />
      <MultiSelect
        size="xs"
        w={190 + Math.min(2, view.groupBy.length) * 80}
        aria-label={text.runs.groupBy}
        placeholder={view.groupBy.length === 0 ? text.runs.groupBy : undefined}
        data={groupChoices}
        value={view.groupBy.filter((id) => model.columnById.has(id))}
        onChange={(groupBy) => change({ groupBy })}
        searchable
        styles={{ inputField: { minWidth: 30 } }}
        clearable
        clearButtonProps={{ 'aria-label': text.runs.ungroupAll }}
        comboboxProps={{ width: 280, position: 'bottom-end' }}
      />
      <ColumnsPanel model={model} listing={listing} view={view} change={change} />
    </Group>
  );
}

/** What people group by most comes first; then every setting of which there are several values. */
function listGroupChoices(model: TableModel) {
  const usual = ['field:experiment', 'field:arm', seedGroupId, 'field:status'];
  const settings = model.columns.filter(({ kind, distinct }) => kind === 'setting' && distinct.length > 1);
  const name = (id: string) => model.columnById.get(id)?.label ?? id;
  return [
    { group: text.runs.usual, items: usual.map((value) => ({ value, label: name(value) })) },
    {
      group: text.runs.settings,
      items: settings.map(({ id, label, symbol, path }) => ({
        value: id,
        label: symbol ? `${symbol} – ${label}` : `${label} (${path})`,
      })),
    },
  ];
}
