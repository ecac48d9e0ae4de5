import { Button, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useExperimentsQuery } from '../home/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';
import { readSelection, writeSelection } from '../compare/selection.ts';
import { ReportComposer } from './report-composer.tsx';
import { ReportShelf } from './report-shelf.tsx';

const route = getRouteApi('/reports');

/** Composing a report with its preview, and those that were written. */
export function ReportsPage() {
  return (
    <Page title={text.reports.title}>
      <Stack gap="md">
        <Composer />
        <ReportShelf />
      </Stack>
    </Page>
  );
}

function Composer() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const experiments = useQuery(useExperimentsQuery());
  if (experiments.isPending) return <Skeleton h={320} aria-label={text.common.loading} />;
  if (experiments.isError) return <ErrorPanel error={experiments.error} onRetry={() => void experiments.refetch()} />;
  const newest = experiments.data.at(-1);
  const selection = readSelection(search) ?? (newest ? { experimentId: newest.id } : null);
  if (!selection) {
    return (
      <EmptyState title={text.reports.compose} body={text.reports.noExperiments}>
        <Button component={Link} to="/">
          {text.reports.toHome}
        </Button>
      </EmptyState>
    );
  }
  return (
    <ReportComposer
      key={JSON.stringify(selection)}
      selection={selection}
      experiments={experiments.data}
      onSelection={(chosen) => void navigate({ search: writeSelection(chosen) })}
    />
  );
}
