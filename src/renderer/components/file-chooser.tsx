import { Modal } from '@mantine/core';
import { text } from '../text/index.ts';
import type { ChooserMode } from './file-chooser/typed-path.ts';
import { FileBrowser } from './file-chooser/file-browser.tsx';

export interface FileChooserProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Called with the absolute path that was chosen; closing the dialog is up to the caller. */
  readonly onChoose: (path: string) => void;
  readonly mode: ChooserMode;
}

/** A dialog that chooses a model folder or a data file among those that the lab's machine has. */
export function FileChooser({ isOpen, onClose, onChoose, mode }: FileChooserProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={text.fileChooser.titles[mode]}
      size="lg"
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <FileBrowser mode={mode} onChoose={onChoose} onCancel={onClose} />
    </Modal>
  );
}
