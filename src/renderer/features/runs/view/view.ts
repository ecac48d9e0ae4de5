import { z } from 'zod';

/** Which runs are looked at: those in use, those put away, or those in the trash. */
export const shelves = ['active', 'archived', 'trash'] as const;
export type Shelf = (typeof shelves)[number];

/** How the table is looked at: what a saved view remembers. */
export const viewSchema = z.object({
  shelf: z.enum(shelves).default('active'),
  filter: z.string().max(2000).default(''),
  sort: z.array(z.object({ id: z.string(), isDescending: z.boolean() })).default([]),
  groupBy: z.array(z.string()).default([]),
  /** Settings that are equal over the shown runs stay away unless they were added. */
  isVaryingOnly: z.boolean().default(true),
  added: z.array(z.string()).default([]),
  removed: z.array(z.string()).default([]),
  /** Columns in the order they were put into by hand; others stand where they would by default. */
  order: z.array(z.string()).default([]),
  pinned: z.array(z.string()).default(['field:experiment', 'field:arm']),
  /** Widths in pixels that differ from the default. */
  widths: z.record(z.string(), z.number().min(40).max(1200)).default({}),
});
export type View = z.infer<typeof viewSchema>;

export const defaultView: View = viewSchema.parse({});

/** What the preference "runs.views" holds. */
export const viewStoreSchema = z.object({
  current: viewSchema.default(defaultView),
  /** The saved view that the current one was made from. */
  name: z.string().nullable().default(null),
  saved: z.array(z.object({ name: z.string().min(1).max(60), view: viewSchema })).default([]),
});
export type ViewStore = z.infer<typeof viewStoreSchema>;

/**
 * The stored views, or the defaults where nothing usable was stored: how the table looked is not worth an error. A visit
 * begins with the runs in use, whatever the last one ended with.
 */
export function readViewStore(stored: unknown): ViewStore {
  const parsed = viewStoreSchema.safeParse(stored ?? {});
  const store = parsed.success ? parsed.data : viewStoreSchema.parse({});
  return { ...store, current: { ...store.current, shelf: 'active' } };
}

/** The view with a column shown or hidden. */
export function toggleColumn(view: View, id: string, isShown: boolean): View {
  const without = (list: readonly string[]) => list.filter((each) => each !== id);
  return isShown
    ? { ...view, added: [...without(view.added), id], removed: without(view.removed) }
    : { ...view, added: without(view.added), removed: [...without(view.removed), id] };
}

/** The view with a column pinned to the left edge, or loosened. */
export function togglePin(view: View, id: string): View {
  const isPinned = view.pinned.includes(id);
  return { ...view, pinned: isPinned ? view.pinned.filter((each) => each !== id) : [...view.pinned, id] };
}

/** The sort after a press on a column's head: ascending, descending, none; `isAdded` keeps the keys there are. */
export function nextSort(sort: View['sort'], id: string, isAdded: boolean): View['sort'] {
  const known = sort.find((key) => key.id === id);
  const others = isAdded ? sort.filter((key) => key.id !== id) : [];
  if (known?.isDescending) return others;
  if (!known) return [...others, { id, isDescending: false }];
  const turned = { id, isDescending: true };
  return isAdded ? sort.map((key) => (key.id === id ? turned : key)) : [turned];
}
