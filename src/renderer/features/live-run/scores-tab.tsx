import { SimpleGrid, Skeleton, Stack, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Score } from '../../../shared/views/lab.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatCount, formatPercent } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useStageQuery } from './queries.ts';
import { makeScoreSeries } from './score-series.ts';

const words = text.liveRun.scores;
const percent = { min: 0, max: 100 };

/** What the evaluation found after each number of attack steps. */
export function ScoresTab({ evaluateKey }: { evaluateKey: string }) {
  const { data, error, refetch } = useQuery(useStageQuery(evaluateKey));
  const series = useMemo(() => makeScoreSeries(data?.scores ?? []), [data]);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton h={300} />;
  if (data.scores.length === 0) return <EmptyState title={words.emptyTitle} body={words.emptyBody} />;
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <LineChart
          name={words.harmTitle}
          help={words.harmHelp}
          series={series.harm}
          xLabel={words.xLabel}
          yLabel={words.yLabel}
          yRange={percent}
        />
        {series.ability.length > 0 && (
          <LineChart
            name={words.abilityTitle}
            help={words.abilityHelp}
            series={series.ability}
            xLabel={words.xLabel}
            yLabel={words.yLabel}
            yRange={percent}
          />
        )}
      </SimpleGrid>
      <Section title={words.table}>
        <ScoreTable scores={data.scores} />
      </Section>
    </Stack>
  );
}

function ScoreTable({ scores }: { scores: readonly Score[] }) {
  const rows = scores.toSorted(
    (left, right) => left.metric.localeCompare(right.metric, 'en') || left.step - right.step,
  );
  const { columns } = words;
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table fz="sm" verticalSpacing={3} aria-label={words.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.metric}</Table.Th>
            <Table.Th>{columns.judge}</Table.Th>
            <Table.Th>{columns.step}</Table.Th>
            <Table.Th ta="right">{columns.value}</Table.Th>
            <Table.Th ta="right">{columns.interval}</Table.Th>
            <Table.Th ta="right">{columns.n}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((score) => (
            <Table.Tr key={`${score.metric} ${score.judge} ${score.step}`}>
              <Table.Th scope="row">{score.metric}</Table.Th>
              <Table.Td>
                {score.judge} {score.judgeVersion}
              </Table.Td>
              <Table.Td>{score.step === 0 ? words.aligned : formatCount(score.step)}</Table.Td>
              <Table.Td ta="right">{formatPercent(score.value)}</Table.Td>
              <Table.Td ta="right">
                {formatPercent(score.low)} – {formatPercent(score.high)}
              </Table.Td>
              <Table.Td ta="right">{words.ofN(score.successes, score.n)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
