import { Button, Grid, Skeleton, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import type { ExperimentDetail } from '../../../shared/contract/experiments.ts';
import { AppError } from '../../../shared/errors.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Page } from '../../components/page.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { isAtWork } from '../../../shared/events.ts';
import { WaitingJudges } from '../judges/waiting-judges.tsx';
import { ImportedFrom } from '../bundles/imported-from.tsx';
import { ExperimentActions } from './experiment-actions.tsx';
import { summarizeExperiment } from './overview.ts';
import { ProgressSection } from './progress-section.tsx';
import { useExperimentDetail } from './queries.ts';
import { RunList } from './run-list.tsx';
import { StageGraph } from './stage-graph.tsx';
import { Trouble } from './trouble.tsx';
import { useTargetActions } from './use-target-actions.ts';

const route = getRouteApi('/experiments/$experimentId');

/** One experiment as a whole: where it stands, what its runs share, what they came to. */
export function ExperimentPage() {
  const { experimentId } = route.useParams();
  const detail = useExperimentDetail(experimentId);
  if (detail.data) return <Loaded key={experimentId} detail={detail.data} />;
  if (detail.error instanceof AppError && detail.error.code === 'lab/no-experiment') return <NoSuchExperiment />;
  return (
    <Page title={text.experiment.title}>
      {detail.error ? (
        <ErrorPanel error={detail.error} onRetry={() => void detail.refetch()} />
      ) : (
        <>
          <Skeleton h={110} />
          <Skeleton h={220} />
          <Skeleton h={320} />
        </>
      )}
    </Page>
  );
}

function Loaded({ detail }: { detail: ExperimentDetail }) {
  const { experiment, runs, stages } = detail;
  const overview = useMemo(() => summarizeExperiment({ runs, stages }), [runs, stages]);
  const runIds = useMemo(() => runs.map((run) => run.runId), [runs]);
  const actions = useTargetActions({ experimentId: experiment.id });
  const [lit, setLit] = useState<ReadonlySet<string> | null>(null);
  const light = useCallback((ids: readonly string[] | null) => setLit(ids ? new Set(ids) : null), []);
  return (
    <Page title={experiment.name} actions={<ExperimentActions {...{ detail, overview, runIds, actions }} />}>
      {experiment.notes && (
        <Text size="sm" maw={900}>
          {experiment.notes}
        </Text>
      )}
      <ImportedFrom runs={runs} reproducible={runs} />
      <Trouble detail={detail} actions={actions} />
      <WaitingJudges
        experimentId={experiment.id}
        isAtWork={runs.some(({ status }) => status === 'queued' || isAtWork(status))}
      />
      <ProgressSection experimentId={experiment.id} name={experiment.name} overview={overview} />
      <Grid>
        <Grid.Col span={{ base: 12, xl: 7 }}>
          <Section title={text.experiment.runsTitle}>
            <RunList experiment={experiment} runs={runs} stages={stages} lit={lit} onLight={light} />
          </Section>
        </Grid.Col>
        <Grid.Col span={{ base: 12, xl: 5 }}>
          <Section title={text.experiment.stages}>
            <Text size="xs" mb="xs">
              {text.experiment.stagesHelp}
            </Text>
            <StageGraph runs={runs} stages={stages} lit={lit} onLight={light} />
          </Section>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function NoSuchExperiment() {
  return (
    <EmptyState title={text.experiment.notFoundTitle} body={text.experiment.notFoundBody}>
      <Button component={Link} to="/runs">
        {text.experiment.toRuns}
      </Button>
    </EmptyState>
  );
}
