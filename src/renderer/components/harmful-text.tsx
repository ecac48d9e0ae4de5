import { Box, UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { text } from '../text/index.ts';

/** Text that may be harmful: blurred, and unreadable to a screen reader, until asked for. */
export function HarmfulText({ children, isHarmful = true }: { children: ReactNode; isHarmful?: boolean }) {
  const [isShown, setShown] = useState(false);
  if (!isHarmful) return <>{children}</>;
  if (isShown) {
    return (
      <Box>
        {children}{' '}
        <UnstyledButton fz="xs" td="underline" onClick={() => setShown(false)}>
          {text.common.hide}
        </UnstyledButton>
      </Box>
    );
  }
  return (
    <UnstyledButton
      onClick={() => setShown(true)}
      aria-label={`${text.common.harmfulHidden}. ${text.common.reveal}`}
      style={{ display: 'block', position: 'relative', width: '100%' }}
    >
      <Box aria-hidden style={{ filter: 'blur(5px)', userSelect: 'none', overflow: 'hidden' }} mah={72}>
        {children}
      </Box>
      <Box
        component="span"
        fz="xs"
        fw={600}
        style={{ position: 'absolute', inset: 0, display: 'grid', placeItems: 'center' }}
      >
        {text.common.reveal}
      </Box>
    </UnstyledButton>
  );
}
