/** Where the pointer stands on the x axis of charts that belong together; moving it draws lines, not React components. */
export interface CursorLink {
  move(x: number | null): void;
  /** Calls the listener after each move, until the returned function is called. */
  subscribe(listener: (x: number | null) => void): () => void;
}

/** A link for charts with the same x axis; make one per page with useState and hand it to each of them. */
export function createCursorLink(): CursorLink {
  const listeners = new Set<(x: number | null) => void>();
  return {
    move(x) {
      for (const listener of listeners) listener(x);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
