import { Button, Group, Modal, Text } from '@mantine/core';
import { text } from '../text/index.ts';

interface CancelDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Called once the dialog is closed by its red button. */
  readonly onCancel: () => void;
  readonly words: {
    readonly title: string;
    readonly body: string;
    readonly keepRunning: string;
    readonly cancel: string;
  };
}

/** Asks before what runs is cancelled; the way back has the focus. */
export function CancelDialog({ isOpen, onClose, onCancel, words }: CancelDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={words.title}
      centered
      closeButtonProps={{ 'aria-label': text.common.close }}
    >
      <Text size="sm">{words.body}</Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose} data-autofocus>
          {words.keepRunning}
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            onCancel();
          }}
        >
          {words.cancel}
        </Button>
      </Group>
    </Modal>
  );
}
