import { type ReactNode, useCallback } from 'react';

/** One of the steps that take each other's place in a dialog: what bears `data-autofocus` in it has the focus when it comes. */
export function FocusedStep({ children }: { children: ReactNode }) {
  const focusFirst = useCallback((step: HTMLElement | null) => {
    step?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, []);
  return <div ref={focusFirst}>{children}</div>;
}
