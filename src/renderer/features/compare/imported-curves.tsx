import { MultiSelect } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { trustInfo } from '../../../shared/external/external-result.ts';
import type { ImportedCurveName } from '../../../shared/views/interop.ts';
import { getArmStyle } from '../../charts/run-style.ts';
import type { LineSeries } from '../../charts/series.ts';
import { text } from '../../text/index.ts';
import { useImportedCurveNamesQuery, useImportedCurvesQuery } from '../interop/queries.ts';

/** More than these are not drawn unless somebody chooses them. */
const mostByItself = 12;
const mostChosen = 40;
const dash = [2, 4];

interface ImportedCurves {
  readonly choice: React.ReactNode;
  readonly series: readonly LineSeries[];
}

/**
 * Curves of the chosen imported tables: those of the same name as the shown one unless others are chosen, dashed and with their source.
 * `name` is as exports call it, such as "align/f"; `firstStyle` is the first look that no arm has.
 */
export function useImportedCurveLines(
  tables: readonly string[],
  { name, firstStyle, maxPoints }: { readonly name: string; readonly firstStyle: number; readonly maxPoints: number },
): ImportedCurves {
  const names = useQuery({ ...useImportedCurveNamesQuery(tables), enabled: tables.length > 0 });
  /** Undefined until somebody chooses. */
  const [chosen, setChosen] = useState<readonly string[] | undefined>(undefined);
  const all = useMemo(() => (tables.length === 0 ? [] : (names.data ?? [])), [tables.length, names.data]);
  const drawn = useMemo(() => {
    const short = name.slice(name.indexOf('/') + 1);
    if (chosen) return all.filter((curve) => chosen.includes(identify(curve))).slice(0, mostChosen);
    return all.filter((curve) => curve.name === name || curve.name === short).slice(0, mostByItself);
  }, [all, chosen, name]);
  const query = useQuery({
    ...useImportedCurvesQuery(drawn, maxPoints),
    enabled: drawn.length > 0,
    placeholderData: keepPreviousData,
  });
  const series = useMemo(() => {
    const curves = drawn.length > 0 ? (query.data ?? []) : [];
    return curves.map(
      (curve, index): LineSeries => ({
        id: `imported/${identify(curve)}`,
        label: text.compare.external.curve(
          curve.run,
          curve.name,
          trustInfo[curve.source.trust].label,
          curve.source.title,
        ),
        style: { ...getArmStyle(firstStyle + index), dash },
        xs: curve.steps,
        ys: curve.values,
      }),
    );
  }, [drawn.length, query.data, firstStyle]);
  const choice = all.length > 0 && (
    <MultiSelect
      label={text.compare.external.curves}
      size="xs"
      maw={760}
      searchable
      clearable
      limit={100}
      maxValues={mostChosen}
      placeholder={drawn.length === 0 ? text.compare.external.none : ''}
      data={listOptions(all)}
      value={drawn.map(identify)}
      onChange={setChosen}
    />
  );
  return { choice, series };
}

function identify({ tableId, id }: { readonly tableId: string; readonly id: string }): string {
  return `${tableId} ${id}`;
}

function listOptions(all: readonly ImportedCurveName[]) {
  return [...Map.groupBy(all, ({ tableTitle }) => tableTitle)].map(([group, curves]) => ({
    group,
    items: curves.map((curve) => ({ value: identify(curve), label: `${curve.run}: ${curve.name}` })),
  }));
}
