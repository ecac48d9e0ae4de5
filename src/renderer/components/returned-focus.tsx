import { useEffect } from 'react';

/** Inside a dialog that is only there while it is open: gives the focus back to what had it before, which Mantine does for dialogs that stay. */
export function ReturnedFocus() {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // Once the dialog is gone, and only if nothing else has taken the focus by then.
      setTimeout(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body;
        if (isFree && before instanceof HTMLElement) before.focus({ preventScroll: true });
      });
    };
  }, []);
  return null;
}
