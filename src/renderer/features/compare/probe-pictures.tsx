import { Box, Table, Text } from '@mantine/core';
import { useMemo } from 'react';
import { describeValues } from '../../../shared/settings/describe.ts';
import type { ProbeGroup, ProbeView } from '../../../shared/views/probe.ts';
import type { Summary } from '../../../shared/views/statistics.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import type { LineSeries } from '../../charts/series.ts';
import { text } from '../../text/index.ts';
import { armId, useComparison } from './comparison-view.tsx';
import { drawDirections, nameGroup } from './probe-lines.ts';

/** A line per model, and the norms of the gradients in words. */
export function HarmfulDirection({ view }: { readonly view: ProbeView }) {
  const { data, styles, hiddenArms, highlighted } = useComparison();
  const words = text.compare.probes;
  const series = useMemo(
    (): LineSeries[] => drawDirections(view, { arms: data.arms, styles, hiddenArms, describe: describeGroup }),
    [view, data.arms, styles, hiddenArms],
  );
  // Lines of one arm stand out together.
  const shown = useMemo(
    () =>
      highlighted && new Set(series.filter(({ id }) => highlighted.has(id.split('/')[0] ?? '')).map(({ id }) => id)),
    [series, highlighted],
  );
  return (
    <LineChart
      name={words.directionChart}
      series={series}
      xLabel={words.directionX}
      yLabel={words.directionY}
      headingOrder={4}
      highlighted={shown}
    />
  );
}

/** Distances and cosines of the attacked models; the aligned ones are where distance is measured from. */
export function DriftTable({ view }: { readonly view: ProbeView }) {
  const { data, hiddenArms, isFaded } = useComparison();
  const words = text.compare.probes;
  const rows = view.groups.flatMap((group) => {
    const arm = data.arms.findIndex(({ label }) => label === group.arm);
    return group.step === 0 || hiddenArms.has(arm) ? [] : [{ arm, group }];
  });
  return (
    <Box component="section" style={{ overflowX: 'auto' }} tabIndex={0} aria-label={words.drift}>
      <Table verticalSpacing={4} horizontalSpacing={6} fz="xs" highlightOnHover aria-label={words.drift}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.model}</Table.Th>
            {[text.compare.seeds, words.distance, words.relative, words.cosine].map((head) => (
              <Table.Th key={head} scope="col" ta="right">
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ arm, group }) => (
            <Table.Tr key={nameGroup(armId(arm), group)} fw={isFaded(arm) ? 400 : 500}>
              <Table.Th scope="row" fw="inherit">
                {describeGroup(group)}
              </Table.Th>
              <Table.Td ta="right">{group.seeds.length}</Table.Td>
              <Table.Td ta="right">{formatPoint(group, 'distance', 1, 3)}</Table.Td>
              <Table.Td ta="right">{formatPoint(group, 'relativeDistance', 100, 1)}</Table.Td>
              <Table.Td ta="right">{formatPoint(group, 'cosine', 1, 3)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length === 0 && <Text size="sm">{text.charts.empty}</Text>}
    </Box>
  );
}

function describeGroup({ arm, attackP, step, varied }: ProbeGroup): string {
  const words = text.compare.probes;
  const others = describeValues(varied);
  const model = attackP === null ? words.aligned(arm) : words.attacked(arm, attackP, step);
  return others === '' ? model : `${model}, ${others}`;
}

function formatPoint(group: ProbeGroup, name: string, factor: number, digits: number): string {
  const summary = group.points.find((point) => point.name === name)?.summary;
  return summary ? formatSummary(summary, factor, digits) : '–';
}

function formatSummary({ mean, interval }: Summary, factor: number, digits: number): string {
  const half = interval ? ` ± ${((factor * (interval.high - interval.low)) / 2).toFixed(digits)}` : '';
  return `${(factor * mean).toFixed(digits)}${half}`;
}
