import { Box, Group, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import { formatInterval, formatNumber, formatSummary } from '../../../shared/report/format.ts';
import type { CategoryScore } from '../../../shared/views/report.ts';
import { IntervalChart, type IntervalSeries } from '../../charts/interval-chart.tsx';
import { RunSwatch } from '../../charts/run-swatch.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { armId, useComparison } from './comparison-view.tsx';
import { JudgeChoice, listJudgeMetrics } from './judge-choice.tsx';
import { useAnswerCounts } from './use-answer-counts.ts';

const words = text.answers.categories;
const percentRange = { min: 0, max: 100 };

/** The harmful score by category of the test prompts, at the chosen condition and step. */
export function CategoriesSection({ selection, step }: { selection: Selection; step: number }) {
  const { data, condition, hiddenArms } = useComparison();
  const { counts, error } = useAnswerCounts(selection, step);
  const metrics = listJudgeMetrics(data);
  const [chosen, setMetric] = useState<number | null>(null);
  const metric = chosen !== null && metrics.includes(chosen) ? chosen : (metrics[0] ?? 0);
  const scores = (counts?.categories ?? []).filter(
    (it) => it.metric === metric && it.condition === condition && !hiddenArms.has(it.arm),
  );
  if (metrics.length === 0) return null;
  const label = data.metrics[metric]?.label ?? '';
  return (
    <Section title={words.title}>
      <Stack gap="sm">
        {error && <ErrorPanel error={error} />}
        {counts && counts.categories.length === 0 && <Text size="sm">{words.none}</Text>}
        {scores.length > 0 && (
          <>
            <Text size="sm">{words.intro(step)}</Text>
            <Group gap="sm">
              <JudgeChoice data={data} metrics={metrics} value={metric} onChange={setMetric} />
            </Group>
            <CategoryChart scores={scores} label={label} />
            <CategoryTable scores={scores} label={label} />
          </>
        )}
      </Stack>
    </Section>
  );
}

interface CategoriesProps {
  readonly scores: readonly CategoryScore[];
  readonly label: string;
}

function listCategories(scores: readonly CategoryScore[]): string[] {
  return [...new Set(scores.map(({ category }) => category))].sort((left, right) => left.localeCompare(right, 'en'));
}

function CategoryChart({ scores, label }: CategoriesProps) {
  const { data, styles, highlighted, condition } = useComparison();
  const rows = listCategories(scores);
  const series = data.arms.flatMap((arm, index): IntervalSeries[] => {
    const style = styles[index];
    const own = scores.filter((it) => it.arm === index);
    if (!style || own.length === 0) return [];
    const marks = rows.map((category) => {
      const score = own.find((it) => it.category === category);
      return score
        ? { value: score.value, interval: score.interval, words: `${formatScore(score)}, n = ${score.n}` }
        : null;
    });
    return [{ id: armId(index), label: arm.label, style, marks }];
  });
  return (
    <IntervalChart
      name={words.chart(label, data.conditions[condition]?.label ?? '')}
      help={words.chartHelp}
      rows={rows}
      series={series}
      xLabel={words.axis(label)}
      xRange={percentRange}
      highlighted={highlighted}
    />
  );
}

function formatScore({ value, interval }: CategoryScore): string {
  return interval ? `${formatNumber(value)} (${formatInterval(interval)})` : formatNumber(value);
}

function CategoryTable({ scores, label }: CategoriesProps) {
  const { data, styles } = useComparison();
  return (
    <>
      <Box component="section" style={{ overflowX: 'auto' }} tabIndex={0} aria-label={words.table}>
        <Table verticalSpacing={4} horizontalSpacing={8} fz="xs" highlightOnHover aria-label={words.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.category}</Table.Th>
              <Table.Th scope="col">{text.answers.arm}</Table.Th>
              <Table.Th scope="col" ta="right" title={words.nHelp}>
                {words.n}
              </Table.Th>
              {[words.score(label), words.wilson, words.seeds, words.overSeeds].map((head) => (
                <Table.Th key={head} scope="col" ta="right">
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          {listCategories(scores).map((category) => {
            const own = scores.filter((it) => it.category === category).toSorted((left, right) => left.arm - right.arm);
            return (
              <Table.Tbody key={category} style={{ borderTop: '1px solid var(--table-border-color)' }}>
                {own.map((score, index) => {
                  const style = styles[score.arm];
                  const cells = [
                    score.n.toLocaleString('en-US'),
                    formatNumber(score.value),
                    score.interval ? formatInterval(score.interval) : '–',
                    score.overSeeds ? String(score.overSeeds.n) : '–',
                    score.overSeeds && score.overSeeds.n > 1 ? formatSummary(score.overSeeds) : '–',
                  ];
                  return (
                    <Table.Tr key={score.arm}>
                      {index === 0 && (
                        <Table.Th scope="rowgroup" rowSpan={own.length} fw={500} style={{ verticalAlign: 'top' }}>
                          {category}
                        </Table.Th>
                      )}
                      <Table.Th scope="row" fw={400}>
                        <Group gap={6} wrap="nowrap" style={{ whiteSpace: 'nowrap' }}>
                          {style && <RunSwatch style={style} />}
                          {data.arms[score.arm]?.label}
                        </Group>
                      </Table.Th>
                      {cells.map((cell, at) => (
                        <Table.Td key={at} ta="right" style={{ whiteSpace: 'nowrap' }}>
                          {cell}
                        </Table.Td>
                      ))}
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            );
          })}
        </Table>
      </Box>
      <Text size="xs">{words.help}</Text>
    </>
  );
}
