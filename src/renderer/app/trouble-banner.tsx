import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { Notice } from '../../shared/contract/notices.ts';
import { useNotices } from '../rpc/lab-context.tsx';
import { text } from '../text/index.ts';

/** Says at the top of every page what keeps the lab from recording, such as a full disk, for as long as it lasts. */
export function TroubleBanner() {
  const [message, setMessage] = useState<string | null>(null);
  useNotices(
    useCallback((notices: readonly Notice[]) => {
      const last = notices.findLast((notice) => notice.kind === 'trouble');
      if (last) setMessage(last.message);
    }, []),
  );
  if (message === null) return null;
  return (
    <Alert color="red" radius={0} icon={<IconAlertTriangle aria-hidden />} title={text.shell.troubleTitle} role="alert">
      <Text size="sm">{message}</Text>
    </Alert>
  );
}
