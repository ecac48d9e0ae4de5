import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { text } from '../text/index.ts';

export function NotFound() {
  return (
    <EmptyState title={text.shell.notFoundTitle} body={text.shell.notFoundBody}>
      <Button component={Link} to="/">
        {text.shell.toHome}
      </Button>
    </EmptyState>
  );
}
