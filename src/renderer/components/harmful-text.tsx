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
    <Box pos="relative">
      <Box aria-hidden style={{ filter: 'blur(5px)', userSelect: 'none', overflow: 'hidden' }} mah={72}>
        {children}
      </Box>
      {/* Over the text and not around it: what a button holds becomes part of its name. */}
      <UnstyledButton
        onClick={() => setShown(true)}
        aria-label={`${text.common.reveal}. ${text.common.harmfulHidden}`}
        fz="xs"
        fw={600}
        ta="center"
        style={{ position: 'absolute', inset: 0 }}
      >
        {text.common.reveal}
      </UnstyledButton>
    </Box>
  );
}
