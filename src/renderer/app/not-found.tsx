import { Button, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Page } from '../components/page.tsx';
import { text } from '../text/index.ts';

export function NotFound() {
  return (
    <Page title={text.shell.notFoundTitle}>
      <Text>{text.shell.notFoundBody}</Text>
      <Button component={Link} to="/" w="fit-content">
        {text.shell.toHome}
      </Button>
    </Page>
  );
}
