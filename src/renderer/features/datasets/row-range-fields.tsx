import { Checkbox, Group, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { type RowPreset, rowPresets } from '../../../shared/layouts/index.ts';
import type { Recipe } from '../../../shared/spec/recipe.ts';
import { text } from '../../text/index.ts';

interface RowRangeFieldsProps {
  readonly recipe: Recipe;
  readonly onChange: (change: Partial<Recipe>) => void;
}

const [allRows, ownRows] = ['all', 'own'];

/** Which of the rows are taken: all, those of the paper by name, or others by number. */
export function RowRangeFields({ recipe, onChange }: RowRangeFieldsProps) {
  const [isOwn, setOwn] = useState(false);
  const { start, count, offByOne } = recipe;
  const preset = isOwn ? undefined : rowPresets.find((each) => fits(each, recipe) && isMeantFor(each, recipe.layout));
  const isAll = !isOwn && start === 0 && count === null;
  const choose = (value: string | null) => {
    const chosen = rowPresets.find(({ name }) => name === value);
    setOwn(value === ownRows);
    if (value === allRows) onChange({ start: 0, count: null, offByOne: false });
    else if (chosen) onChange({ start: chosen.start, count: chosen.count, offByOne: offByOne && chosen.hasOffByOne });
  };
  return (
    <>
      <Select
        label={text.datasets.rowRange}
        description={preset?.help ?? text.datasets.rowRangeHelp}
        data={[
          { value: allRows, label: text.datasets.rowsAll },
          ...rowPresets
            .filter((each) => isMeantFor(each, recipe.layout))
            .map(({ name, label }) => ({ value: name, label })),
          { value: ownRows, label: text.datasets.rowsOwn },
        ]}
        value={isAll ? allRows : (preset?.name ?? ownRows)}
        onChange={choose}
        allowDeselect={false}
      />
      {!isAll && (
        <Group grow align="start">
          <NumberInput
            label={text.datasets.rowsStart}
            value={start}
            min={0}
            allowDecimal={false}
            onChange={(value) => typeof value === 'number' && change({ start: value })}
          />
          <NumberInput
            label={text.datasets.rowsCount}
            value={count ?? ''}
            min={1}
            allowDecimal={false}
            placeholder={text.datasets.rowsToEnd}
            onChange={(value) => change({ count: typeof value === 'number' ? value : null })}
          />
        </Group>
      )}
      {!isAll && (preset?.hasOffByOne ?? true) && (
        <Checkbox
          label={text.datasets.offByOne}
          description={text.datasets.offByOneHelp}
          checked={offByOne}
          onChange={(event) => onChange({ offByOne: event.currentTarget.checked })}
        />
      )}
    </>
  );

  function change(numbers: Partial<Pick<Recipe, 'start' | 'count'>>): void {
    setOwn(true);
    onChange(numbers);
  }
}

function fits(preset: RowPreset, { start, count }: Recipe): boolean {
  return preset.start === start && preset.count === count;
}

/** Other layouts may hold the same data under other names, so that own columns are offered every range. */
function isMeantFor(preset: RowPreset, layout: string): boolean {
  return preset.layouts.includes(layout) || !rowPresets.some((each) => each.layouts.includes(layout));
}
