import { Modal, type ModalProps } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { text } from '../text/index.ts';

interface DialogProps {
  readonly title: string;
  readonly size?: ModalProps['size'];
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The frame of a dialog that is only there while it is open. */
export function Dialog({ title, size = 'md', onClose, children }: DialogProps) {
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': text.common.close }}>
      <ReturnedFocus />
      {children}
    </Modal>
  );
}

/** Gives the focus back to what had it before, which Mantine does for dialogs that stay. */
function ReturnedFocus() {
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
