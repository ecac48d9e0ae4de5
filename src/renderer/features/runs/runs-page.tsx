import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';
import { NoRuns } from './parts/no-runs.tsx';
import { Workspace } from './parts/workspace.tsx';
import { useRunsTableQuery, useStoredViewsQuery } from './queries.ts';
import { readViewStore } from './view/view.ts';

/** Every run of the lab in one table. */
export function RunsPage() {
  const table = useQuery(useRunsTableQuery());
  const stored = useQuery(useStoredViewsQuery());
  if (table.data && table.data.rows.length > 0 && !stored.isPending) {
    return <Workspace table={table.data} stored={readViewStore(stored.data)} />;
  }
  return (
    <Page title={text.runs.title} fill>
      {table.isError ? (
        <ErrorPanel error={table.error} onRetry={() => void table.refetch()} />
      ) : table.data && table.data.rows.length === 0 ? (
        <NoRuns />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Loading() {
  return (
    <output aria-label={text.common.loading} style={{ display: 'block' }}>
      <Skeleton height={36} mb="md" />
      {Array.from({ length: 12 }, (_, index) => (
        <Skeleton key={index} height={28} mb={6} />
      ))}
    </output>
  );
}
