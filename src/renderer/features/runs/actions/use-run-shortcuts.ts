import { type RefObject, useLayoutEffect, useMemo, useRef } from 'react';
import type { RunRowView } from '../../../../shared/contract/runs.ts';
import { useShortcut } from '../../../components/shortcuts.tsx';
import { text } from '../../../text/index.ts';
import { bundleKeys } from '../../bundles/bundle-keys.ts';
import { interopKeys } from '../../interop/interop-keys.ts';
import type { Selection } from '../selection/use-selection.ts';
import type { Shelf } from '../view/view.ts';
import type { RunActions } from './use-run-actions.ts';

export interface ShortcutContext {
  readonly actions: RunActions;
  readonly chosen: readonly RunRowView[];
  readonly shelf: Shelf;
  readonly selection: Selection;
  readonly filterField: RefObject<HTMLInputElement | null>;
  readonly focusRows: RefObject<() => void>;
  readonly toggleDetails: () => void;
  readonly askPurge: () => void;
  readonly askBundle: () => void;
  readonly askExport: () => void;
}

/** The keys of the page, wherever the focus is; null while a dialog is open. Those of the rows alone are in `useGridKeys`. */
export function useRunShortcuts(context: ShortcutContext | null): void {
  const words = text.runs.shortcuts;
  useKey(context, '/', words.filter, ({ filterField }) => {
    filterField.current?.focus();
    filterField.current?.select();
  });
  useKey(context, 'j', words.rows, ({ focusRows }) => focusRows.current());
  useKey(context, 'x', words.select, ({ selection }) => selection.toggle(selection.activeIndex));
  useKey(context, 'o', words.open, ({ actions, chosen: [run] }) => run && actions.open(run));
  useKey(context, 'c', words.compare, ({ actions, chosen }) => chosen.length > 0 && actions.compare(chosen));
  useKey(context, 's', words.star, ({ actions, chosen }) => {
    void actions.mark(chosen, { isStarred: !chosen.every((run) => run.isStarred) });
  });
  useKey(context, 'e', words.archive, ({ actions, chosen, shelf }) => {
    if (chosen.length > 0 && shelf !== 'trash') actions.archive(chosen, shelf !== 'archived');
  });
  useKey(context, '#', words.trash, ({ actions, chosen, shelf, askPurge }) => {
    if (chosen.length === 0) return;
    if (shelf === 'trash') askPurge();
    else actions.trash(chosen);
  });
  useKey(context, bundleKeys.make, words.bundle, ({ askBundle }) => askBundle());
  useKey(context, interopKeys.export, text.interop.exportItem, ({ askExport }) => askExport());
  useKey(context, 'd', words.details, ({ toggleDetails }) => toggleDetails());
}

function useKey(
  context: ShortcutContext | null,
  keys: string,
  label: string,
  run: (context: ShortcutContext) => unknown,
): void {
  const latest = useRef(() => {});
  useLayoutEffect(() => {
    latest.current = () => {
      if (context) run(context);
    };
  });
  const isOn = context !== null;
  useShortcut(
    useMemo(
      () => (isOn ? { keys, label, group: text.runs.title, run: () => latest.current() } : null),
      [isOn, keys, label],
    ),
  );
}
