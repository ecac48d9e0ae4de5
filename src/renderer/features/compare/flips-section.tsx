import { Box, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import { formatInterval, formatNumber } from '../../../shared/report/format.ts';
import type { FlipCount } from '../../../shared/views/report.ts';
import { IntervalChart, type IntervalMark, type IntervalSeries } from '../../charts/interval-chart.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { AnswerLink } from './answer-link.tsx';
import { armId, useComparison } from './comparison-view.tsx';
import { formatTest } from './format-test.ts';
import { JudgeChoice, listJudgeMetrics } from './judge-choice.tsx';
import { useAnswerCounts } from './use-answer-counts.ts';

const words = text.answers.flips;
const percentRange = { min: 0, max: 100 };

/** What the attack turned from safe to harmful and back, from the aligned model to the chosen step. */
export function FlipsSection({ selection, step }: { selection: Selection; step: number }) {
  const { data, hiddenArms } = useComparison();
  const { counts, error } = useAnswerCounts(selection, step);
  const metrics = listJudgeMetrics(data);
  const [chosen, setMetric] = useState<number | null>(null);
  const metric = chosen !== null && metrics.includes(chosen) ? chosen : (metrics[0] ?? 0);
  const flips = (counts?.flips ?? []).filter((it) => it.metric === metric && !hiddenArms.has(it.arm));
  if (metrics.length === 0) return null;
  return (
    <Section title={words.title}>
      <Stack gap="sm">
        {error && <ErrorPanel error={error} />}
        <Text size="sm">{step === 0 ? words.beforeAttack : words.intro(step)}</Text>
        {step > 0 && counts && flips.length === 0 && <Text size="sm">{words.none}</Text>}
        {flips.length > 0 && (
          <>
            <Group gap="sm">
              <JudgeChoice data={data} metrics={metrics} value={metric} onChange={setMetric} />
            </Group>
            <Charts flips={flips} />
            <FlipTable flips={flips} step={step} />
          </>
        )}
      </Stack>
    </Section>
  );
}

/** One chart for each way, by condition and arm. */
function Charts({ flips }: { flips: readonly FlipCount[] }) {
  const { data, styles, highlighted } = useComparison();
  const conditions = useMemo(
    () => data.conditions.map((_, index) => index).filter((index) => flips.some((it) => it.condition === index)),
    [data.conditions, flips],
  );
  const build = (read: (flip: FlipCount) => IntervalMark | null): IntervalSeries[] =>
    data.arms.flatMap(({ label }, arm): IntervalSeries[] => {
      const style = styles[arm];
      const own = flips.filter((it) => it.arm === arm);
      if (!style || own.length === 0) return [];
      const marks = conditions.map((condition) => {
        const flip = own.find((it) => it.condition === condition);
        return flip ? read(flip) : null;
      });
      return [{ id: armId(arm), label, style, marks }];
    });
  const rows = conditions.map((condition) => data.conditions[condition]?.label ?? '');
  const shared = { rows, xRange: percentRange, help: words.chartHelp, highlighted };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <IntervalChart
        {...shared}
        name={words.toHarmfulChart}
        xLabel={words.toHarmfulAxis}
        series={build(({ share, interval, flipped, safeBefore }) => describe(share, interval, flipped, safeBefore))}
      />
      <IntervalChart
        {...shared}
        name={words.toSafeChart}
        xLabel={words.toSafeAxis}
        series={build(({ bothWays, recovered, pairs, safeBefore }) =>
          bothWays
            ? describe(bothWays.recoveredShare, bothWays.recoveredInterval, recovered, pairs - safeBefore)
            : null,
        )}
      />
    </SimpleGrid>
  );
}

function describe(
  share: number | null,
  interval: FlipCount['interval'],
  part: number,
  whole: number,
): IntervalMark | null {
  if (share === null) return null;
  return { value: share, interval, words: `${formatShare(share, interval)}, ${words.of(part, whole)}` };
}

function formatShare(share: number | null, interval: FlipCount['interval']): string {
  if (share === null) return '–';
  return interval ? `${formatNumber(share)} (${formatInterval(interval)})` : formatNumber(share);
}

function FlipTable({ flips, step }: { flips: readonly FlipCount[]; step: number }) {
  const ordered = flips.toSorted((left, right) => left.condition - right.condition || left.arm - right.arm);
  return (
    <>
      <Box component="section" style={{ overflowX: 'auto' }} tabIndex={0} aria-label={words.table}>
        <Table verticalSpacing={4} horizontalSpacing={8} fz="xs" highlightOnHover aria-label={words.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.answers.condition}</Table.Th>
              <Table.Th scope="col">{text.answers.arm}</Table.Th>
              {[words.toHarmful, words.share, words.toSafe, words.share, words.mcNemar].map((head, index) => (
                <Table.Th key={index} scope="col" ta="right">
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {ordered.map((flip) => (
              <FlipRow key={`${flip.condition}/${flip.arm}`} flip={flip} step={step} />
            ))}
          </Table.Tbody>
        </Table>
      </Box>
      <Text size="xs">{words.help}</Text>
    </>
  );
}

function FlipRow({ flip, step }: { flip: FlipCount; step: number }) {
  const { data } = useComparison();
  const arm = data.arms[flip.arm]?.label ?? '';
  const condition = data.conditions[flip.condition]?.label ?? '';
  const runIds = data.runs.members
    .filter((run) => run.arm === flip.arm && run.condition === flip.condition)
    .map((run) => run.runId);
  const judge = data.metrics[flip.metric]?.judge ?? null;
  const harmfulBefore = flip.pairs - flip.safeBefore;
  const cells = [
    <AnswerLink
      key="harmful"
      words={words.of(flip.flipped, flip.safeBefore)}
      label={words.open(words.toHarmful, arm, condition)}
      runIds={runIds}
      look={{ filter: 'flipped', step, judge }}
      isEmpty={flip.flipped === 0}
    />,
    formatShare(flip.share, flip.interval),
    <AnswerLink
      key="safe"
      words={words.of(flip.recovered, harmfulBefore)}
      label={words.open(words.toSafe, arm, condition)}
      runIds={runIds}
      look={{ filter: 'recovered', step, judge }}
      isEmpty={flip.recovered === 0}
    />,
    flip.bothWays ? formatShare(flip.bothWays.recoveredShare, flip.bothWays.recoveredInterval) : '–',
    flip.bothWays ? formatTest(flip.bothWays.mcNemar.p, flip.bothWays.pHolm) : '–',
  ];
  return (
    <Table.Tr>
      <Table.Td>{condition}</Table.Td>
      <Table.Th scope="row" fw={400}>
        {arm}
      </Table.Th>
      {cells.map((cell, index) => (
        <Table.Td key={index} ta="right" style={{ whiteSpace: 'nowrap' }}>
          {cell}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}
