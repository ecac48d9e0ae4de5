import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { LinkButton } from '../../components/link-button.tsx';
import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';
import { ChooseSelection } from '../compare/choose-selection.tsx';
import { useCompareQuery } from '../compare/queries.ts';
import { readSelection, writeSelection } from '../compare/selection.ts';
import { readLook, type SamplesLook } from './look.ts';
import { PromptBrowser } from './prompt-browser.tsx';

const route = getRouteApi('/samples');

/** Answers of many runs to the same prompts, with verdicts. */
export function SamplesPage() {
  const search = route.useSearch();
  const { experiment, runs } = search;
  const navigate = route.useNavigate();
  const selection = useMemo(() => readSelection({ experiment, runs }), [experiment, runs]);
  const look = readLook(search);
  if (!selection) {
    return (
      <Page title={text.samples.title}>
        <ChooseSelection
          title={text.samples.chooseTitle}
          body={text.samples.chooseBody}
          action={text.samples.choose}
          onChoose={(chosen) => void navigate({ search: writeSelection(chosen) })}
        />
      </Page>
    );
  }
  return (
    <Page
      title={text.samples.title}
      actions={
        <>
          <LinkButton to="/compare" search={writeSelection(selection)} size="xs" variant="default">
            {text.samples.compare}
          </LinkButton>
          <LinkButton to="/samples" search={{}} size="xs" variant="default">
            {text.samples.other}
          </LinkButton>
        </>
      }
    >
      <Loaded key={JSON.stringify([selection, look])} selection={selection} look={look} />
    </Page>
  );
}

function Loaded({ selection, look }: { selection: Selection; look: SamplesLook | null }) {
  const query = useQuery(useCompareQuery(selection));
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={320} aria-label={text.common.loading} />;
  const place = JSON.stringify(look ? [selection, look] : selection);
  return <PromptBrowser data={query.data} selection={selection} look={look} place={place} />;
}
