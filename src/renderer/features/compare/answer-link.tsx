import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { SamplesLook } from '../samples/look.ts';
import { writeLook } from '../samples/look.ts';

interface AnswerLinkProps {
  readonly words: string;
  /** What the link leads to, for who cannot see the table around it. */
  readonly label: string;
  readonly runIds: readonly string[];
  readonly look: Partial<SamplesLook>;
  /** Without answers there is nothing to lead to. */
  readonly isEmpty: boolean;
}

/** A count that leads to its answers. */
export function AnswerLink({ words, label, runIds, look, isEmpty }: AnswerLinkProps) {
  if (isEmpty) return <>{words}</>;
  return (
    <Anchor
      fz="inherit"
      underline="always"
      aria-label={`${words}. ${label}`}
      renderRoot={(props) => <Link {...props} to="/samples" search={writeLook(runIds, look)} />}
    >
      {words}
    </Anchor>
  );
}
