import { Group, Stack, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { text } from '../text/index.ts';

interface PageProps {
  readonly title: string;
  /** Beside the title, at the right end. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Fills the window's height instead of scrolling with the page; for tables with their own scroll area. */
  readonly fill?: boolean;
}

/** The frame of every page: its heading, its actions, its content; also the window's title. */
export function Page({ title, actions, children, fill = false }: PageProps) {
  useEffect(() => {
    document.title = `${title} – ${text.shell.productName}`;
  }, [title]);
  return (
    <Stack gap="md" p="md" h={fill ? '100%' : undefined} style={fill ? { minHeight: 0 } : undefined}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={1}>{title}</Title>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Stack>
  );
}
