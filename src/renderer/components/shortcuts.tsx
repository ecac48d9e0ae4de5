import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react';

/** A key or combination as in "mod+k", "g r" (two keys in a row), "?", with what it does. */
export interface Shortcut {
  readonly keys: string;
  readonly label: string;
  /** Heading in the overlay. */
  readonly group: string;
  readonly run: () => void;
}

const ListContext = createContext<readonly Shortcut[]>([]);
const AddContext = createContext<((shortcut: Shortcut) => () => void) | null>(null);
const sequenceLimitMs = 900;

/** Listens for the keys of everything that is shown, except while a person types into a field. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [shortcuts, setShortcuts] = useState<readonly Shortcut[]>([]);
  const add = useCallback((shortcut: Shortcut) => {
    setShortcuts((all) => [...all, shortcut]);
    return () => setShortcuts((all) => all.filter((other) => other !== shortcut));
  }, []);
  useEffect(() => {
    let first: { key: string; atMs: number } | null = null;
    const onKey = (event: KeyboardEvent) => {
      const key = describeKey(event);
      if (event.defaultPrevented || (isTyping(event.target) && !key.startsWith('mod+'))) return;
      const before = first && event.timeStamp - first.atMs < sequenceLimitMs ? first.key : null;
      first = { key, atMs: event.timeStamp };
      // The one added last is the innermost that is shown.
      const found =
        shortcuts.findLast((shortcut) => before !== null && shortcut.keys === `${before} ${key}`) ??
        shortcuts.findLast((shortcut) => shortcut.keys === key);
      if (!found) return;
      event.preventDefault();
      first = null;
      found.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [shortcuts]);
  return (
    <AddContext value={add}>
      <ListContext value={shortcuts}>{children}</ListContext>
    </AddContext>
  );
}

/** Every shortcut that works now, for the overlay. */
export function useShortcutList(): readonly Shortcut[] {
  return use(ListContext);
}

/** Adds a shortcut while the component is shown; `shortcut` must be stable (useMemo), null adds none. */
export function useShortcut(shortcut: Shortcut | null): void {
  const add = use(AddContext);
  if (!add) throw new Error('There is no ShortcutProvider above this component.');
  useEffect(() => (shortcut ? add(shortcut) : undefined), [add, shortcut]);
}

function describeKey(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  const alt = event.altKey ? 'alt+' : '';
  const shift = event.shiftKey && event.key.length > 1 ? 'shift+' : '';
  return `${mod}${alt}${shift}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox],[type=radio]), textarea, select'))
  );
}
