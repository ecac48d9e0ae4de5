import { Group, Pagination, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue, useSessionStorage } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { PromptFilter, Selection } from '../../../shared/contract/compare.ts';
import type { Sample } from '../../../shared/events.ts';
import { pickCondition } from '../../../shared/report/pick-condition.ts';
import { pairGroups } from '../../../shared/report/pair-runs.ts';
import type { ReportData, ReportRun } from '../../../shared/views/report.ts';
import { useExperimentsQuery } from '../home/queries.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { text } from '../../text/index.ts';
import { JudgesSection } from '../judges/judges-section.tsx';
import { listArmStyles } from '../compare/arm-styles.ts';
import { listChosenRuns, mostRuns, nameRuns, type RunChoice, startChoice } from './choose-runs.ts';
import type { SamplesLook } from './look.ts';
import { PromptCard } from './prompt-card.tsx';
import { PromptControls } from './prompt-controls.tsx';
import { usePromptsQuery } from './queries.ts';

const pageSize = 20;
const typingPauseMs = 150;
/** What is scrolled to must not lie below the window's header. */
const headerHeight = 64;

/** What is looked at, apart from the runs. */
export interface PromptView {
  readonly set: Sample['set'];
  readonly step: number | null;
  readonly filter: PromptFilter;
  /** With 'disagree': the two judges that differ; null is any. */
  readonly judges: readonly [string, string] | null;
}

/** What is kept over a reload, as JSON; null is the choice that a page begins with. */
interface KeptLook {
  readonly choice: {
    readonly condition: number | null;
    readonly seed: number | null;
    readonly hiddenArms: number[];
  } | null;
  readonly view: PromptView;
  readonly typed: string;
}

/** The kept choice, unless the runs have changed so that it chooses a condition that is no longer there. */
function readChoice(data: ReportData, kept: KeptLook['choice']): RunChoice {
  if (kept === null || (kept.condition !== null && !data.conditions[kept.condition]))
    return startChoice(data, pickCondition(data));
  return { ...kept, hiddenArms: new Set(kept.hiddenArms) };
}

/** All runs that the address names, or the page's own choice. */
function startLook(look: SamplesLook | null): KeptLook {
  if (!look) return { choice: null, view: { set: 'safety', step: null, filter: 'all', judges: null }, typed: '' };
  const { step, filter, judges } = look;
  return {
    choice: { condition: null, seed: null, hiddenArms: [] },
    view: { set: 'safety', step, filter, judges },
    typed: '',
  };
}

type IdPair = readonly [first: string, second: string];

/** Which of the shown runs are held against each other. */
function pairAgainst(runs: readonly ReportRun[], against: readonly string[]): IdPair[] {
  if (against.length === 0) return [];
  const first = runs.filter(({ runId }) => against.includes(runId));
  const second = runs.filter(({ runId }) => !against.includes(runId));
  return pairGroups(first, second, ({ seed }) => seed).map(({ baseline, treatment }) => [
    baseline.runId,
    treatment.runId,
  ]);
}

/** Which group is first and which second; all runs of a group have its arm and condition. */
function describePairs(data: ReportData, [pair]: readonly IdPair[]): string {
  const [first, second] = (pair ?? []).map((id) => data.runs.members.find(({ runId }) => runId === id));
  if (!first || !second) return '';
  const name = ({ arm, condition }: ReportRun, hasCondition: boolean): string =>
    [data.arms[arm]?.label, ...(hasCondition ? [data.conditions[condition]?.label] : [])].join(', ');
  const isApart = first.condition !== second.condition;
  return text.samples.against(name(first, isApart), name(second, isApart));
}

interface PromptBrowserProps {
  readonly data: ReportData;
  readonly selection: Selection;
  /** What the page's address asks to look at first; null leaves it to the page. */
  readonly look: SamplesLook | null;
  /** What the page is about: under this name it remembers what is looked at, for as long as the window is open. */
  readonly place: string;
}

/** Prompts page by page with the answers of the chosen runs. */
export function PromptBrowser({ data, selection, look, place }: PromptBrowserProps) {
  const experiments = useQuery(useExperimentsQuery());
  const styles = useMemo(() => listArmStyles(data, experiments.data ?? []), [data, experiments.data]);
  const [kept, keep] = useSessionStorage<KeptLook>({
    key: `booster-lab.samples ${place}`,
    defaultValue: startLook(look),
    getInitialValueInEffect: false,
  });
  const { typed } = kept;
  const results = useRef<HTMLParagraphElement>(null);
  // What an older window kept has no judges.
  const view = useMemo(() => ({ ...kept.view, judges: kept.view.judges ?? null }), [kept.view]);
  const choice = useMemo(() => readChoice(data, kept.choice), [data, kept.choice]);
  const [search] = useDebouncedValue(typed, typingPauseMs);
  const [turned, setTurned] = useState<{ of: string; page: number } | null>(null);
  const [isRevealed, setRevealed] = useSessionStorage({ key: 'booster-lab.harmful-text', defaultValue: false });
  const all = useMemo(() => listChosenRuns(data, choice), [data, choice]);
  const runs = useMemo(() => all.slice(0, mostRuns), [all]);
  const pairs = useMemo(() => pairAgainst(runs, look?.against ?? []), [runs, look]);
  const names = useMemo(() => nameRuns(data, runs), [data, runs]);
  // Another question begins at its first page.
  const question = JSON.stringify([runs.map((run) => run.runId), view, search]);
  const page = turned?.of === question ? turned.page : 1;
  const query = useQuery({
    ...usePromptsQuery(runs, {
      ...view,
      judge: look?.judge ?? null,
      pairs,
      search,
      limit: pageSize,
      offset: (page - 1) * pageSize,
    }),
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
  });
  const found = query.data;
  const columns = new Map(
    runs.map((run, index) => [run.runId, { name: names[index] ?? run.runId, style: styles[run.arm] }]),
  );
  const pageCount = Math.ceil((found?.total ?? 0) / pageSize);
  return (
    <Stack gap="md">
      <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
        {data.experiment.name}
      </Title>
      <JudgesSection
        selection={selection}
        runs={runs}
        step={view.step}
        onDifferences={(judges) => {
          keep((before) => ({ ...before, view: { ...view, set: 'safety', filter: 'disagree', judges } }));
          results.current?.scrollIntoView();
        }}
      />
      <PromptControls
        data={data}
        styles={styles}
        choice={choice}
        onChoice={(next) => keep((before) => ({ ...before, choice: { ...next, hiddenArms: [...next.hiddenArms] } }))}
        view={view}
        onView={(next) => keep((before) => ({ ...before, view: next }))}
        search={typed}
        onSearch={(next) => keep((before) => ({ ...before, typed: next }))}
        hasPairs={pairs.length > 0}
        isRevealed={isRevealed}
        onReveal={setRevealed}
        page={found ?? null}
      />
      <Text size="sm" aria-live="polite" ref={results} style={{ scrollMarginTop: headerHeight }}>
        {runs.length === 0
          ? text.samples.noRuns
          : found?.step === null
            ? text.samples.noneYet
            : found
              ? `${text.samples.found(found.total)}${found.total === 0 ? `. ${text.samples.nothing}` : ''}`
              : ''}
        {view.filter === 'disagree' && view.judges && `. ${text.judges.differing(...view.judges)}`}
        {all.length > runs.length && ` ${text.samples.tooManyRuns(runs.length, all.length)}`}
        {look?.judge && view.set === 'safety' && ` ${text.samples.byJudge(look.judge)}`}
        {pairs.length > 0 && ` ${describePairs(data, pairs)}`}
      </Text>
      {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.isLoading && <Skeleton h={240} aria-label={text.common.loading} />}
      {runs.length > 0 &&
        found?.rows.map((row) => (
          <PromptCard
            key={`${row.set} ${row.index} ${row.prompt}`}
            row={row}
            columns={columns}
            isRevealed={isRevealed}
          />
        ))}
      {pageCount > 1 && (
        <Group justify="center">
          <Pagination
            total={pageCount}
            value={page}
            onChange={(next) => setTurned({ of: question, page: next })}
            size="sm"
            aria-label={text.samples.pages}
            getControlProps={(control) => ({
              'aria-label': control === 'next' ? text.samples.nextPage : text.samples.previousPage,
            })}
          />
        </Group>
      )}
    </Stack>
  );
}
