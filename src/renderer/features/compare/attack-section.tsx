import { Alert, Badge, ScrollArea, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { formatSummary } from '../../../shared/report/format.ts';
import { rankTrials } from '../../../shared/report/rank-trials.ts';
import { describeValue } from '../../../shared/settings/describe.ts';
import type { AttackSearchArm, AttackSearchView, AttackTrial } from '../../../shared/views/attack-search.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import type { LineSeries } from '../../charts/series.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatCount, formatNumber } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';
import { useAttackSearchQuery } from './queries.ts';

const percentRange = { min: 0, max: 100 };

/** What an attacker with a budget has found: the worst outcome so far over the steps spent, and the trials behind it. Nothing where nobody searched. */
export function AttackSection() {
  const { data } = useComparison();
  // Runs of several experiments have no search in common.
  const experimentId = data.experiment.id.includes(', ') ? null : data.experiment.id;
  const search = useQuery({ ...useAttackSearchQuery(experimentId ?? ''), enabled: experimentId !== null });
  if (search.error)
    return (
      <Section title={text.compare.attack.title}>
        <ErrorPanel error={search.error} />
      </Section>
    );
  if (!search.data) return null;
  return <AttackBudget view={search.data} />;
}

function AttackBudget({ view }: { readonly view: AttackSearchView }) {
  const { data, styles, hiddenArms, highlighted } = useComparison();
  const series = useMemo(
    () =>
      view.arms.flatMap((arm): LineSeries[] => {
        const index = data.arms.findIndex(({ label }) => label === arm.label);
        const style = styles[index];
        if (!style || hiddenArms.has(index)) return [];
        return [{ id: `arm-${index}`, label: arm.label, style, hasMarkers: true, ...drawSteps(arm) }];
      }),
    [view, data.arms, styles, hiddenArms],
  );
  const words = text.compare.attack;
  return (
    <Section title={words.title}>
      <Stack gap="sm">
        <Text size="sm">
          {words.help(view.trialCount, view.space.map(({ label, range }) => `${label}: ${range}`).join('; '))}
          {view.minAccuracy !== null && ` ${words.guard(view.minAccuracy)}`}
        </Text>
        {view.openRunCount > 0 && (
          <Text size="sm" component="output">
            {words.open(view.openRunCount)}
          </Text>
        )}
        <Alert color="gray">{words.luck}</Alert>
        <LineChart
          name={words.chart}
          help={words.chartHelp}
          series={series}
          xLabel={words.spent}
          yLabel={words.worst}
          yRange={percentRange}
          highlighted={highlighted}
        />
        {view.arms.map((arm) => (
          <TrialTable key={arm.label} view={view} arm={arm} />
        ))}
      </Stack>
    </Section>
  );
}

/** The worst so far holds until a worse one is found, so the line rises in steps. */
function drawSteps({ trials }: AttackSearchArm): { xs: number[]; ys: (number | null)[] } {
  const points = trials.flatMap(({ spentSteps, worstSoFar }, index) => {
    const before = trials[index - 1]?.worstSoFar;
    const corner = before === undefined || before === worstSoFar ? [] : [{ x: spentSteps, y: before }];
    return [...corner, { x: spentSteps, y: worstSoFar }];
  });
  return { xs: points.map(({ x }) => x), ys: points.map(({ y }) => y) };
}

function TrialTable({ view, arm }: { readonly view: AttackSearchView; readonly arm: AttackSearchArm }) {
  const words = text.compare.attack;
  return (
    <div>
      <Text size="sm" fw={600}>
        {arm.worst ? words.worstOf(arm.label, formatSummary(arm.worst.harmfulScore)) : words.noWorst(arm.label)}
      </Text>
      <ScrollArea.Autosize mah={260} type="auto">
        <Table fz="sm" verticalSpacing={2} stickyHeader aria-label={words.trialsOf(arm.label)}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.trial}</Table.Th>
              {view.space.map(({ path, label }) => (
                <Table.Th key={path} ta="right">
                  {label}
                </Table.Th>
              ))}
              <Table.Th ta="right">{words.steps}</Table.Th>
              <Table.Th ta="right">{words.harm}</Table.Th>
              <Table.Th ta="right">{words.accuracy}</Table.Th>
              <Table.Th ta="right">n</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rankTrials(arm.trials).map((trial) => (
              <TrialRow
                key={`${trial.rung} ${trial.trial}`}
                view={view}
                trial={trial}
                isWorst={isSame(trial, arm.worst)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </div>
  );
}

function TrialRow(props: { readonly view: AttackSearchView; readonly trial: AttackTrial; readonly isWorst: boolean }) {
  const { view, trial, isWorst } = props;
  const words = text.compare.attack;
  return (
    <Table.Tr>
      <Table.Td>{trial.trial}</Table.Td>
      {view.space.map(({ path }) => {
        const value = trial.settings[path];
        return (
          <Table.Td key={path} ta="right">
            {typeof value === 'number' ? formatNumber(value, 3) : describeValue(value)}
          </Table.Td>
        );
      })}
      <Table.Td ta="right">{formatCount(trial.steps)}</Table.Td>
      <Table.Td ta="right">{formatSummary(trial.harmfulScore)}</Table.Td>
      <Table.Td ta="right">{trial.accuracy ? formatSummary(trial.accuracy) : '–'}</Table.Td>
      <Table.Td ta="right">{trial.harmfulScore.n}</Table.Td>
      <Table.Td>
        {(isWorst || !trial.counts) && (
          <Badge size="sm" variant="light" tt="none" autoContrast color={isWorst ? 'lab' : 'gray'}>
            {isWorst ? words.isWorst : words.discounted}
          </Badge>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** The lab's answer holds the worst trial twice, as a trial and by itself. */
function isSame(trial: AttackTrial, other: AttackTrial | null): boolean {
  return trial.trial === other?.trial && trial.rung === other.rung;
}
