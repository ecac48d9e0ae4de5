import { Button, Skeleton, Stack } from '@mantine/core';
import { IconFileText, IconMessages, IconTableImport } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import { useExperimentsQuery } from '../home/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';
import { useImportResults } from '../interop/import-results.tsx';
import { listArmStyles } from './arm-styles.ts';
import { ChooseSelection } from './choose-selection.tsx';
import { Comparison, type WishChange } from './comparison.tsx';
import { ComparisonProvider } from './comparison-view.tsx';
import { type CompareWishes, useCompareQuery, useExternalTablesQuery } from './queries.ts';
import { readSelection, writeSelection } from './selection.ts';

const route = getRouteApi('/compare');

/** HS and FA of the chosen experiment or runs, in words, numbers and pictures. */
export function ComparePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const selection = useMemo(
    () => readSelection({ experiment: search.experiment, runs: search.runs }),
    [search.experiment, search.runs],
  );
  const carried = useMemo(() => (selection ? writeSelection(selection) : {}), [selection]);
  useEffect(() => {
    // So that the page can be loaded again, however many runs were chosen.
    if (search.runs !== carried.runs) void navigate({ search: (all) => ({ ...all, ...carried }), replace: true });
  }, [search.runs, carried, navigate]);
  const external = useChosenTables(search.external);
  const wishes = useMemo(
    (): CompareWishes => ({ baseline: search.baseline, recipe: search.recipe, external }),
    [search.baseline, search.recipe, external],
  );
  if (!selection) {
    return (
      <Page title={text.compare.title} actions={<ImportButton />}>
        <ChooseSelection
          onChoose={(chosen) => void navigate({ search: (all) => ({ ...all, ...writeSelection(chosen) }) })}
        />
      </Page>
    );
  }
  return (
    <Page
      title={text.compare.title}
      actions={
        <>
          <LinkButton
            to="/samples"
            search={carried}
            size="xs"
            variant="default"
            leftSection={<IconMessages size={14} aria-hidden />}
          >
            {text.compare.samples}
          </LinkButton>
          <LinkButton
            to="/reports"
            search={carried}
            size="xs"
            variant="default"
            leftSection={<IconFileText size={14} aria-hidden />}
          >
            {text.compare.report}
          </LinkButton>
          <ImportButton />
          <LinkButton to="/compare" search={{}} size="xs" variant="default">
            {text.compare.other}
          </LinkButton>
        </>
      }
    >
      <Loaded
        key={JSON.stringify(selection)}
        selection={selection}
        wishes={wishes}
        onWish={(change) => void navigate({ search: (all) => ({ ...all, ...change }), replace: true })}
      />
    </Page>
  );
}

function ImportButton() {
  const open = useImportResults();
  return (
    <Button size="xs" variant="default" leftSection={<IconTableImport size={14} aria-hidden />} onClick={open}>
      {text.interop.importItem}
    </Button>
  );
}

/** The tables that the address names, without those that are not there any more. */
function useChosenTables(words: string | undefined): readonly string[] {
  const tables = useQuery(useExternalTablesQuery());
  return useMemo(() => {
    const known = tables.data && new Set(tables.data.map(({ id }) => id));
    return (words ?? '').split(',').filter((id) => id !== '' && known?.has(id));
  }, [words, tables.data]);
}

interface LoadedProps {
  readonly selection: Selection;
  readonly wishes: CompareWishes;
  readonly onWish: (change: WishChange) => void;
}

function Loaded({ selection, wishes, onWish }: LoadedProps) {
  const query = useQuery({ ...useCompareQuery(selection, wishes), placeholderData: keepPreviousData });
  const experiments = useQuery(useExperimentsQuery());
  const { data } = query;
  const styles = useMemo(() => (data ? listArmStyles(data, experiments.data ?? []) : []), [data, experiments.data]);
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!data) {
    return (
      <Stack aria-label={text.common.loading}>
        <Skeleton h={72} />
        <Skeleton h={220} />
        <Skeleton h={320} />
      </Stack>
    );
  }
  return (
    <ComparisonProvider data={data} styles={styles}>
      <Comparison selection={selection} wishes={wishes} onWish={onWish} />
    </ComparisonProvider>
  );
}
