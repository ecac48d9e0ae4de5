import { Button, Group, Skeleton, Stack } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { canonicalJson } from '../../../shared/canonical-json.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';
import { ExperimentForm } from './experiment-form.tsx';
import { type StartSource, useStart } from './use-start.ts';

/** The form of a new experiment, started from what the address says. */
export function NewExperimentPage() {
  const search = useSearch({ from: '/new' });
  const navigate = useNavigate();
  const [own, setOwn] = useState<{ readonly draftId: string; readonly key: string } | null>(null);
  // A form that has just become a draft stays as it is when the address begins to name that draft.
  const key = own && own.draftId === search.draft ? own.key : canonicalJson(search);
  const onKept = useCallback(
    (draftId: string) => {
      setOwn({ draftId, key });
      if (search.draft !== draftId) void navigate({ to: '/new', search: { draft: draftId }, replace: true });
    },
    [key, navigate, search.draft],
  );
  return <StartedForm key={key} search={search} onKept={onKept} />;
}

function StartedForm({ search, onKept }: { search: StartSource; onKept: (draftId: string) => void }) {
  const [source] = useState(search);
  const start = useStart(source);
  if (start.data) return <ExperimentForm start={start.data} onKept={onKept} />;
  return (
    <Page title={text.newExperiment.title}>
      {start.error ? (
        <Stack>
          <ErrorPanel error={start.error} onRetry={() => void start.refetch()} />
          <Group>
            <Button component={Link} to="/new" variant="default">
              {text.newExperiment.startAfresh}
            </Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          <Skeleton h={180} />
          <Skeleton h={260} />
          <Skeleton h={260} />
        </Stack>
      )}
    </Page>
  );
}
