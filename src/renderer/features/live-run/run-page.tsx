import { Anchor, Button, Group, Skeleton, Tabs, Text } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { ExperimentDetail } from '../../../shared/contract/experiments.ts';
import { AppError } from '../../../shared/errors.ts';
import { describeValues } from '../../../shared/settings/describe.ts';
import type { RunView } from '../../../shared/views/lab.ts';
import { getRunStyle } from '../../charts/run-style.ts';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Page } from '../../components/page.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { text } from '../../text/index.ts';
import { experimentIdOf, isActive, stageKinds } from '../experiment/overview.ts';
import { useExperimentDetail } from '../experiment/queries.ts';
import { useRunRows } from '../experiment/use-run-rows.ts';
import { useTargetActions } from '../experiment/use-target-actions.ts';
import { CurvesTab } from './curves-tab.tsx';
import { FilesTab } from './files-tab.tsx';
import { LogTab } from './log-tab.tsx';
import { MachineTab } from './machine-tab.tsx';
import { RunHeadActions } from './run-actions.tsx';
import { RunTrouble } from './run-trouble.tsx';
import { SamplesTab } from './samples-tab.tsx';
import { ScoresTab } from './scores-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { StageCards } from './stage-cards.tsx';

const route = getRouteApi('/runs/$runId');
const words = text.liveRun;
const tabs = ['curves', 'scores', 'samples', 'log', 'settings', 'machine', 'files'] as const;
type Tab = (typeof tabs)[number];

/** One run, while it goes on and afterwards. */
export function RunPage() {
  const { runId } = route.useParams();
  const detail = useExperimentDetail(experimentIdOf(runId));
  const run = detail.data?.runs.find((it) => it.runId === runId);
  if (detail.data && run) return <Loaded key={runId} detail={detail.data} run={run} />;
  const isMissing = detail.error instanceof AppError && detail.error.code === 'lab/no-experiment';
  if (isMissing || detail.data) return <NoSuchRun />;
  return (
    <Page title={words.title}>
      {detail.error ? (
        <ErrorPanel error={detail.error} onRetry={() => void detail.refetch()} />
      ) : (
        <>
          <Skeleton h={90} />
          <Skeleton h={400} />
        </>
      )}
    </Page>
  );
}

function Loaded({ detail, run }: { detail: ExperimentDetail; run: RunView }) {
  const { experiment, stages: all } = detail;
  const stages = useMemo(
    () =>
      stageKinds.flatMap((kind) => {
        const stage = all.find((it) => it.key === run.stages[kind]);
        return stage ? [stage] : [];
      }),
    [all, run.stages],
  );
  const style = useMemo(() => getRunStyle(experiment, run), [experiment, run]);
  const runIds = useMemo(() => [run.runId], [run.runId]);
  const row = useRunRows(runIds).get(run.runId)?.row;
  const actions = useTargetActions({ runId: run.runId });
  const [tab, setTab] = useState<Tab>('curves');
  const evaluate = stages.find((stage) => stage.kind === 'evaluate');
  const name = words.of(run.arm, describeValues(run.varied));
  return (
    <Page title={name} actions={<RunHeadActions run={run} row={row} actions={actions} />}>
      <Group gap="xs">
        <RunSwatch style={style} />
        <StatusBadge status={run.status} />
        <Anchor component={Link} to={`/experiments/${experiment.id}`} size="sm">
          {experiment.name}
        </Anchor>
        <Text size="xs" ff="monospace">
          {run.runId}
        </Text>
      </Group>
      <StageCards stages={stages} />
      <RunTrouble stages={stages} actions={actions} />
      <Tabs value={tab} onChange={(value) => setTab(tabs.find((it) => it === value) ?? 'curves')} keepMounted={false}>
        <Tabs.List aria-label={words.tabs.label}>
          {tabs.map((it) => (
            <Tabs.Tab key={it} value={it}>
              {words.tabs[it]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          {tab === 'curves' && <CurvesTab stages={stages} runStyle={style} />}
          {tab === 'scores' && evaluate && <ScoresTab evaluateKey={evaluate.key} />}
          {tab === 'samples' && evaluate && <SamplesTab evaluate={evaluate} runId={run.runId} />}
          {tab === 'log' && <LogTab stages={stages} />}
          {tab === 'settings' && <SettingsTab settings={run.settings} />}
          {tab === 'machine' && <MachineTab stages={stages} isActive={isActive(run.status)} />}
          {tab === 'files' && <FilesTab stages={stages} />}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function NoSuchRun() {
  return (
    <EmptyState title={words.notFoundTitle} body={words.notFoundBody}>
      <Button component={Link} to="/runs">
        {words.toRuns}
      </Button>
    </EmptyState>
  );
}
