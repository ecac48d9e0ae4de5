import { Button } from '@mantine/core';
import { IconRepeat } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RunOrigin } from '../../../shared/views/bundle.ts';
import { text } from '../../text/index.ts';
import { useBundleFileQuery } from './queries.ts';
import { ReproduceDialog } from './reproduce-dialog.tsx';

const words = text.reproduce;

interface ReproduceImportedProps {
  readonly origin: RunOrigin;
  /** The runs that came with the bundle. */
  readonly runs: readonly { readonly runId: string; readonly label: string }[];
}

/** Runs imported runs again, from the bundle that they came in. */
export function ReproduceImported({ origin, runs }: ReproduceImportedProps) {
  const [isOpen, setOpen] = useState(false);
  const file = useQuery({ ...useBundleFileQuery(origin.digest), enabled: isOpen });
  const path = file.data?.path ?? null;
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconRepeat size={14} aria-hidden />}
        aria-label={words.buttonLabel(origin.fileName)}
        onClick={() => setOpen(true)}
      >
        {words.button}
      </Button>
      {isOpen && !file.isPending && (
        <ReproduceDialog
          path={path ?? ''}
          remark={path === null ? words.another : undefined}
          runs={runs}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
