import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { text } from '../text/index.ts';

interface Action {
  readonly label: string;
  readonly onClick: () => void;
}

/** Says that something was done, with what can be done next. */
export function showDone(message: string, action?: Action): void {
  show({ message, color: 'lab', ...(action ? { action } : {}) });
}

/** Says that something was done which can be taken back. */
export function showUndo(message: string, onUndo: () => void): void {
  show({ message, color: 'lab', action: { label: text.common.undo, onClick: onUndo }, autoCloseMs: 10_000 });
}

/** Says that an action failed, in the words of the error. */
export function showError(error: unknown): void {
  show({ message: error instanceof Error ? error.message : String(error), color: 'red', autoCloseMs: 15_000 });
}

function show({
  message,
  color,
  action,
  autoCloseMs = 6000,
}: {
  message: string;
  color: string;
  action?: Action;
  autoCloseMs?: number;
}): void {
  const id = notifications.show({
    color,
    autoClose: autoCloseMs,
    withBorder: true,
    closeButtonProps: { 'aria-label': text.common.close },
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        {action && (
          <Button
            size="compact-xs"
            variant="default"
            style={{ flexShrink: 0 }}
            onClick={() => {
              notifications.hide(id);
              action.onClick();
            }}
          >
            {action.label}
          </Button>
        )}
      </Group>
    ),
  });
}
