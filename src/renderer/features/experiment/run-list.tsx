import { Anchor, Button, Group, Progress, Stack, Table, Text, Title, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { describeValues } from '../../../shared/settings/describe.ts';
import type { ExperimentView, RunView, StageView } from '../../../shared/views/lab.ts';
import { getRunStyle } from '../../charts/run-style.ts';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { formatDuration, formatPercent } from '../../components/format.ts';
import { StatusBadge } from '../../components/status-badge.tsx';
import { text } from '../../text/index.ts';
import { fractionOfRun, groupByArm } from './overview.ts';
import { type RunResult, useRunRows } from './use-run-rows.ts';

interface RunListProps {
  readonly experiment: ExperimentView;
  readonly runs: readonly RunView[];
  readonly stages: readonly StageView[];
  readonly lit: ReadonlySet<string> | null;
  readonly onLight: (runIds: readonly string[] | null) => void;
}

const rowsAtFirst = 50;
const words = text.experiment;

/** The runs of an experiment by arm, with status, progress and the scores as they come. */
export function RunList({ experiment, runs, stages, lit, onLight }: RunListProps) {
  const byKey = useMemo(() => new Map(stages.map((stage) => [stage.key, stage])), [stages]);
  const results = useRunRows(useMemo(() => runs.map((run) => run.runId), [runs]));
  return (
    <Stack gap="md">
      {[...groupByArm(runs)].map(([arm, members]) => (
        <ArmRuns key={arm} {...{ arm, members, experiment, byKey, results, lit, onLight }} />
      ))}
    </Stack>
  );
}

interface ArmRunsProps extends Pick<RunListProps, 'experiment' | 'lit' | 'onLight'> {
  readonly arm: string;
  readonly members: readonly RunView[];
  readonly byKey: ReadonlyMap<string, StageView>;
  readonly results: ReadonlyMap<string, RunResult>;
}

function ArmRuns({ arm, members, experiment, byKey, results, lit, onLight }: ArmRunsProps) {
  const [limit, setLimit] = useState(rowsAtFirst);
  const shown = members.slice(0, limit);
  const hidden = members.length - shown.length;
  return (
    <Stack gap={4}>
      <Title order={3}>
        {arm}{' '}
        <Text span size="sm" fw={400}>
          {text.common.runs(members.length)}
        </Text>
      </Title>
      <Table.ScrollContainer minWidth={640}>
        <Table highlightOnHover fz="sm" verticalSpacing={4} aria-label={arm} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.columns.run}</Table.Th>
              <Table.Th w={120}>{words.columns.status}</Table.Th>
              <Table.Th w={170}>{words.columns.progress}</Table.Th>
              <Table.Th w={90} ta="right">
                <Tooltip label={words.hsHelp}>
                  <span>{words.columns.hs}</span>
                </Tooltip>
              </Table.Th>
              <Table.Th w={90} ta="right">
                <Tooltip label={words.faHelp}>
                  <span>{words.columns.fa}</span>
                </Tooltip>
              </Table.Th>
              <Table.Th w={110} ta="right">
                {words.columns.time}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((run) => (
              <RunLine
                key={run.runId}
                run={run}
                experiment={experiment}
                share={fractionOfRun(run, byKey)}
                result={results.get(run.runId)}
                isLit={lit?.has(run.runId) ?? false}
                onLight={onLight}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {hidden > 0 && (
        <Group>
          <Button size="xs" variant="default" onClick={() => setLimit(limit + 200)}>
            {words.moreRuns(Math.min(200, hidden))}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

interface RunLineProps extends Pick<RunListProps, 'experiment' | 'onLight'> {
  readonly run: RunView;
  readonly share: number;
  readonly result: RunResult | undefined;
  readonly isLit: boolean;
}

function RunLine({ run, experiment, share, result, isLit, onLight }: RunLineProps) {
  const name = describeValues(run.varied) || words.onlyRun;
  const spentMs = result?.row.workedMs ?? null;
  return (
    <Table.Tr
      bg={isLit ? 'var(--mantine-color-default-hover)' : undefined}
      onMouseEnter={() => onLight([run.runId])}
      onMouseLeave={() => onLight(null)}
      onFocus={() => onLight([run.runId])}
      onBlur={() => onLight(null)}
    >
      <Table.Td>
        <Group gap={8} wrap="nowrap">
          <RunSwatch style={getRunStyle(experiment, run)} />
          <Anchor component={Link} to={`/runs/${run.runId}`} size="sm" truncate>
            {name}
          </Anchor>
        </Group>
      </Table.Td>
      <Table.Td>
        <StatusBadge status={run.status} />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Progress
            value={100 * share}
            transitionDuration={0}
            flex={1}
            color={share === 1 ? 'green' : 'lab'}
            aria-label={words.progressOf(`${run.arm}, ${name}`)}
          />
          <Text size="xs" miw={42} ta="right" style={{ whiteSpace: 'nowrap' }}>
            {Math.floor(100 * share)} %
          </Text>
        </Group>
      </Table.Td>
      <Table.Td ta="right">{formatPercent(result?.harmfulScore)}</Table.Td>
      <Table.Td ta="right">{formatPercent(result?.accuracy)}</Table.Td>
      <Table.Td ta="right">{formatDuration(spentMs)}</Table.Td>
    </Table.Tr>
  );
}
