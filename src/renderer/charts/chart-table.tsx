import { ScrollArea, Stack, Table, Text } from '@mantine/core';
import { formatNumber } from '../components/format.ts';
import { text } from '../text/index.ts';
import type { LineSeries } from './series.ts';
import { summarizeSeries } from './summarize.ts';

interface ChartTableProps {
  readonly name: string;
  readonly series: readonly LineSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly maxHeight: number;
}

const rowLimit = 200;

/** The numbers of a chart: what each series comes to, then its points, evenly chosen where there are many. */
export function ChartTable({ name, series, xLabel, yLabel, maxHeight }: ChartTableProps) {
  const perSeries = Math.max(2, Math.floor(rowLimit / Math.max(1, series.length)));
  const allCount = series.reduce((total, item) => total + item.xs.length, 0);
  const rows = series.flatMap((item) =>
    chooseEvenly(item.xs.length, perSeries).map((index) => ({ item, index, key: `${item.id} ${index}` })),
  );
  return (
    <Stack gap={4}>
      <ScrollArea.Autosize
        mah={maxHeight}
        type="auto"
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': text.charts.tableCaption(name) }}
      >
        <Table stickyHeader fz="xs" verticalSpacing={2} aria-label={name}>
          <Table.Thead>
            <Table.Tr>
              {[text.charts.series, text.charts.points, text.charts.last, text.charts.lowest, text.charts.highest].map(
                (head) => (
                  <Table.Th key={head}>{head}</Table.Th>
                ),
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {series.map(summarizeSeries).map(({ id, label, count, last, min, max }) => (
              <Table.Tr key={id}>
                <Table.Th scope="row">{label}</Table.Th>
                {[count, last, min, max].map((value, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
                  <Table.Td key={index}>{formatNumber(value)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Table stickyHeader fz="xs" verticalSpacing={2} aria-label={text.charts.tableCaption(name)}>
          <Table.Thead>
            <Table.Tr>
              {[text.charts.series, xLabel, yLabel || name].map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ item, index, key }) => (
              <Table.Tr key={key}>
                <Table.Td>{item.label}</Table.Td>
                <Table.Td>{formatNumber(item.xs[index])}</Table.Td>
                <Table.Td>{formatPoint(item, index)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {rows.length < allCount && <Text size="xs">{text.charts.thinnedTable(rows.length, allCount)}</Text>}
    </Stack>
  );
}

function formatPoint({ ys, band }: LineSeries, index: number): string {
  const value = ys[index] ?? null;
  if (value === null) return text.charts.noValue;
  const low = band?.low[index] ?? null;
  const high = band?.high[index] ?? null;
  return low === null || high === null
    ? formatNumber(value)
    : `${formatNumber(value)} (${formatNumber(low)} – ${formatNumber(high)})`;
}

function chooseEvenly(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: limit }, (_, place) => Math.round((place * (length - 1)) / (limit - 1)));
}
