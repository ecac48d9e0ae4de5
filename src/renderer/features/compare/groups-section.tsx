import { Box, Group, Select, Stack, Table, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatDifference, formatInterval } from '../../../shared/report/format.ts';
import type { GroupComparison, GroupsView } from '../../../shared/views/answers.ts';
import type { ReportData, ReportRun } from '../../../shared/views/report.ts';
import { IntervalChart } from '../../charts/interval-chart.tsx';
import { getArmStyle } from '../../charts/run-style.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { AnswerLink } from './answer-link.tsx';
import { useComparison } from './comparison-view.tsx';
import { formatProbability } from './format-test.ts';
import { useGroupsQuery } from './queries.ts';

const words = text.answers.groups;
const pointRange = { min: -100, max: 100 };

/** Runs that are equal but for the seed. */
interface RunGroup {
  readonly id: string;
  readonly label: string;
  readonly runIds: readonly string[];
}

/** Any two groups of runs by the same prompts; nothing where there is one group alone. */
export function GroupsSection({ step }: { step: number }) {
  const { data, condition } = useComparison();
  const [chosen, setChosen] = useState<{ readonly first: string | null; readonly second: string | null }>({
    first: null,
    second: null,
  });
  const groups = listGroups(data);
  const baseline = Math.max(0, data.baselineArm ?? 0);
  const others = data.arms.map((_, arm) => arm).filter((arm) => arm !== baseline);
  const first = find(groups, chosen.first, `${baseline}/${condition}`);
  const second = find(groups, chosen.second, `${others.at(-1) ?? baseline}/${condition}`);
  const other = second?.id === first?.id && chosen.second === null ? groups.find((it) => it.id !== first?.id) : second;
  if (groups.length < 2 || !first || !other) return null;
  const options = groups.map(({ id, label }) => ({ value: id, label }));
  return (
    <Section title={words.title}>
      <Stack gap="sm">
        <Text size="sm">{words.intro(step)}</Text>
        <Group gap="sm">
          <Select
            label={words.first}
            size="xs"
            w={260}
            searchable
            allowDeselect={false}
            data={options}
            value={first.id}
            onChange={(id) => setChosen({ first: id, second: other.id })}
          />
          <Select
            label={words.second}
            size="xs"
            w={260}
            searchable
            allowDeselect={false}
            data={options}
            value={other.id}
            onChange={(id) => setChosen({ first: first.id, second: id })}
          />
        </Group>
        {first.id === other.id ? (
          <Text size="sm">{words.same}</Text>
        ) : (
          <Compared first={first} second={other} step={step} />
        )}
      </Stack>
    </Section>
  );
}

function find(groups: readonly RunGroup[], chosen: string | null, usual: string): RunGroup | undefined {
  return groups.find(({ id }) => id === (chosen ?? usual)) ?? groups.find(({ id }) => id === usual) ?? groups[0];
}

function listGroups(data: ReportData): RunGroup[] {
  const members = Map.groupBy(data.runs.members, ({ arm, condition }: ReportRun) => `${arm}/${condition}`);
  return data.arms.flatMap(({ label }, arm) =>
    data.conditions.flatMap((condition, index) => {
      const id = `${arm}/${index}`;
      const runs = members.get(id) ?? [];
      const name = data.conditions.length > 1 ? `${label}, ${condition.label}` : label;
      return runs.length > 0 ? [{ id, label: name, runIds: runs.map((run) => run.runId) }] : [];
    }),
  );
}

interface ComparedProps {
  readonly first: RunGroup;
  readonly second: RunGroup;
  readonly step: number;
}

function Compared({ first, second, step }: ComparedProps) {
  const query = useQuery({
    ...useGroupsQuery(first.runIds, second.runIds, step),
    placeholderData: keepPreviousData,
  });
  if (query.error) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return null;
  const { comparisons, runPairs, unlikePairs } = query.data;
  if (comparisons.length === 0) return <Text size="sm">{runPairs === 0 ? words.noPairs : words.noneAlike}</Text>;
  return (
    <Stack gap="sm">
      {unlikePairs > 0 && <Text size="sm">{words.unlike(unlikePairs, runPairs)}</Text>}
      <Group gap="xl" align="flex-start" wrap="wrap">
        {comparisons.map((it) => (
          <Counts key={`${it.metric.judge} ${it.metric.judgeVersion}`} it={it} first={first} second={second} />
        ))}
      </Group>
      <Differences comparisons={comparisons} />
    </Stack>
  );
}

/** The four counts of one judge, and whether the groups differ. */
function Counts({ it, first, second }: { it: GroupComparison } & Omit<ComparedProps, 'step'>) {
  const { both, onlyBaseline, onlyArm, neither, metric, step } = it;
  const look = { step, judge: metric.judge, against: first.runIds };
  const runIds = [...first.runIds, ...second.runIds];
  const link = (count: number, filter: 'worse' | 'better', what: string) => (
    <AnswerLink
      words={count.toLocaleString('en-US')}
      label={words.open(what)}
      runIds={runIds}
      look={{ ...look, filter }}
      isEmpty={count === 0}
    />
  );
  const rows = [
    { head: words.safe, cells: [neither.toLocaleString('en-US'), link(onlyArm, 'worse', words.worse)] },
    { head: words.harmful, cells: [link(onlyBaseline, 'better', words.better), both.toLocaleString('en-US')] },
  ];
  return (
    <Stack gap={4} maw={460}>
      <Text size="sm" fw={600}>
        {`${metric.judge} (${metric.label})`}
      </Text>
      <Table w="auto" fz="sm" withTableBorder withColumnBorders aria-label={`${words.table}: ${metric.judge}`}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.corner}</Table.Th>
            <Table.Th scope="col" ta="right">
              {words.safe}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {words.harmful}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ head, cells }) => (
            <Table.Tr key={head}>
              <Table.Th scope="row">{head}</Table.Th>
              {cells.map((cell, index) => (
                <Table.Td key={index} ta="right">
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs">
        {words.words({
          pairs: it.pairs,
          seeds: it.seeds.length,
          difference: formatDifference(it.difference),
          interval: it.bootstrap ? ` (${formatInterval(it.bootstrap)})` : '',
          p: formatProbability(it.mcNemar.p),
          method: it.mcNemar.method === 'exact' ? words.exact : words.chiSquare,
        })}
        {it.unpaired > 0 && ` ${words.unpaired(it.unpaired)}`}
      </Text>
    </Stack>
  );
}

function Differences({ comparisons }: Pick<GroupsView, 'comparisons'>) {
  return (
    <Box maw={720}>
      <IntervalChart
        name={words.difference}
        help={words.differenceHelp}
        rows={comparisons.map(({ metric }) => metric.judge)}
        series={[
          {
            id: 'difference',
            label: words.difference,
            style: getArmStyle(0),
            marks: comparisons.map(({ difference, bootstrap }) => ({
              value: difference,
              interval: bootstrap,
              words: `${formatDifference(difference)}${bootstrap ? ` (${formatInterval(bootstrap)})` : ''}`,
            })),
          },
        ]}
        xLabel={words.differenceAxis}
        xRange={pointRange}
        hasLegend={false}
      />
    </Box>
  );
}
