import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { AppError } from '../../shared/errors.ts';
import { text } from '../text/index.ts';

/** An error in plain words with a way on; the code is shown because it is what a bug report needs. */
export function ErrorPanel({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={text.common.errorTitle} role="alert">
      <Text size="sm">{message}</Text>
      <Group mt="xs" gap="sm">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {text.common.retry}
          </Button>
        )}
        {error instanceof AppError && (
          <Text size="xs" ff="monospace">
            {error.code}
          </Text>
        )}
      </Group>
    </Alert>
  );
}
