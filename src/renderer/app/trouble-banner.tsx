import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import type { Notice } from '../../shared/contract/notices.ts';
import { useConnection, useNotices } from '../rpc/lab-context.tsx';
import { text } from '../text/index.ts';

/** Says at the top of every page what keeps the lab from going on, such as a full disk, for as long as it lasts. */
export function TroubleBanner() {
  const connection = useConnection();
  const [message, setMessage] = useState<string | null>(null);
  useEffect(
    () =>
      connection.onReopen(() => {
        // Its end may have been told while nobody listened; a greeting has what lasts among its warnings.
        const { state } = connection;
        const warnings = state.kind === 'open' ? state.hello.warnings : [];
        setMessage((known) => (known !== null && warnings.includes(known) ? known : null));
      }),
    [connection],
  );
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
