import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { showError } from '../../../components/toasts.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { viewsKey, viewsPreference } from '../queries.ts';
import { defaultView, type View, type ViewStore } from './view.ts';

const saveAfterMs = 600;

export interface Views {
  readonly view: View;
  /** The saved view that it was made from; null for none. */
  readonly name: string | null;
  readonly saved: ViewStore['saved'];
  readonly change: (change: Partial<View> | ((view: View) => View)) => void;
  /** Keeps the view under a name, over what had it before. */
  readonly saveAs: (name: string) => void;
  readonly remove: (name: string) => void;
  /** Brings back one that was removed. */
  readonly restore: (name: string, view: View) => void;
  /** Goes back to the view of that name; null is the default. */
  readonly apply: (name: string | null) => void;
}

/**
 * The views of this page; every change is kept in the lab soon after, so that a reload finds it. `asked` is the saved view
 * that the address names: it is taken up unless it is the one being looked at, perhaps with changes.
 */
export function useViewStore(stored: ViewStore, asked: string | undefined): Views {
  const lab = useLab();
  const queries = useQueryClient();
  const [store, setStore] = useState<ViewStore>(() => takeUp(stored, asked));
  const [taken, setTaken] = useState(asked);
  if (taken !== asked) {
    setTaken(asked);
    setStore((before) => takeUp(before, asked));
  }
  const latest = useRef(store);
  const kept = useRef(store);
  useLayoutEffect(() => {
    latest.current = store;
  });

  const save = useCallback(() => {
    const value = latest.current;
    if (value === kept.current) return;
    kept.current = value;
    queries.setQueryData(viewsKey, value);
    lab.preferences.set({ name: viewsPreference, value }).catch(showError);
  }, [lab, queries]);

  useEffect(() => {
    if (store === kept.current) return;
    const timer = setTimeout(save, saveAfterMs);
    return () => clearTimeout(timer);
  }, [store, save]);
  useEffect(() => {
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      save();
    };
  }, [save]);

  const change = useCallback<Views['change']>(
    (wanted) =>
      setStore((before) => ({
        ...before,
        current: typeof wanted === 'function' ? wanted(before.current) : { ...before.current, ...wanted },
      })),
    [],
  );
  const saveAs = useCallback(
    (name: string) =>
      setStore((before) => ({
        ...before,
        name,
        saved: [...before.saved.filter((each) => each.name !== name), { name, view: before.current }],
      })),
    [],
  );
  const remove = useCallback(
    (name: string) =>
      setStore((before) => ({
        ...before,
        name: before.name === name ? null : before.name,
        saved: before.saved.filter((each) => each.name !== name),
      })),
    [],
  );
  const restore = useCallback(
    (name: string, view: View) => setStore((before) => ({ ...before, saved: [...before.saved, { name, view }] })),
    [],
  );
  const apply = useCallback(
    (name: string | null) =>
      setStore((before) => {
        const named = before.saved.find((each) => each.name === name);
        return { ...before, name: named?.name ?? null, current: named?.view ?? defaultView };
      }),
    [],
  );
  return { view: store.current, name: store.name, saved: store.saved, change, saveAs, remove, restore, apply };
}

function takeUp(store: ViewStore, asked: string | undefined): ViewStore {
  const named = store.saved.find(({ name }) => name === asked);
  return named && named.name !== store.name ? { ...store, name: named.name, current: named.view } : store;
}
