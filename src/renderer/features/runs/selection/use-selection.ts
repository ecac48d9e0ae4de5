import { useCallback, useMemo, useRef, useState } from 'react';
import type { TableModel } from '../model/build-model.ts';
import type { Line } from '../model/group-rows.ts';
import { lineKey, listRange, listRows } from './lines.ts';

export interface Selection {
  /** Ids of the selected runs that the model still has. */
  readonly ids: ReadonlySet<string>;
  /** Place of the line that keys act on; -1 only while there are no lines. */
  readonly activeIndex: number;
  /** A person went to the active line; until then it is only where the keys would start. */
  readonly isActivated: boolean;
  activate(index: number): void;
  /** Selects or leaves out the runs of a line, and makes it the start of ranges. */
  toggle(index: number): void;
  /** Selects from the start of the range to this line. */
  extend(index: number): void;
  selectRows(rows: readonly number[]): void;
  clear(): void;
}

/** Which runs are chosen and which line is active; both follow the runs when lines move. */
export function useSelection(model: TableModel, lines: readonly Line[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const anchor = useRef<string | null>(null);

  const ids = useMemo(() => new Set([...chosen].filter((id) => model.rowById.has(id))), [chosen, model]);
  const keys = useMemo(() => lines.map((line) => lineKey(line, model)), [lines, model]);
  const found = activeKey === null ? -1 : keys.indexOf(activeKey);
  const activeIndex = found === -1 ? Math.min(0, keys.length - 1) : found;

  const idsOf = useCallback((rows: readonly number[]) => rows.flatMap((row) => model.rows[row]?.runId ?? []), [model]);
  const activate = useCallback((index: number) => setActiveKey(keys[index] ?? null), [keys]);
  const toggle = useCallback(
    (index: number) => {
      const line = lines[index];
      if (!line) return;
      anchor.current = keys[index] ?? null;
      const runs = idsOf(listRows(line));
      setChosen((before) => {
        const next = new Set(before);
        const isWhole = runs.every((id) => before.has(id));
        for (const id of runs) {
          if (isWhole) next.delete(id);
          else next.add(id);
        }
        return next;
      });
    },
    [idsOf, keys, lines],
  );
  const extend = useCallback(
    (index: number) => {
      const from = anchor.current === null ? activeIndex : keys.indexOf(anchor.current);
      if (anchor.current === null) anchor.current = keys[activeIndex] ?? null;
      const runs = idsOf(listRange(lines, from === -1 ? index : from, index));
      setChosen((before) => new Set([...before, ...runs]));
    },
    [activeIndex, idsOf, keys, lines],
  );
  const selectRows = useCallback((rows: readonly number[]) => setChosen(new Set(idsOf(rows))), [idsOf]);
  const clear = useCallback(() => {
    anchor.current = null;
    setChosen(new Set());
  }, []);
  return useMemo(
    () => ({ ids, activeIndex, isActivated: found !== -1, activate, toggle, extend, selectRows, clear }),
    [ids, activeIndex, found, activate, toggle, extend, selectRows, clear],
  );
}
