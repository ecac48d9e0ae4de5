import { Box, Table, Text } from '@mantine/core';
import { findDifference } from '../../../shared/report/find-scores.ts';
import { formatDifference, formatDifferenceSummary, formatInterval } from '../../../shared/report/format.ts';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import type { AnswerCounts } from '../../../shared/views/answers.ts';
import { useComparison } from './comparison-view.tsx';
import { formatTest } from './format-test.ts';
import { useAnswerCounts } from './use-answer-counts.ts';

/** Every arm against the baseline at the chosen step: over seeds with p, and answer by answer where verdicts are stored. */
export function TestsSection({ selection, step }: { selection: Selection; step: number }) {
  const { data, headline, hiddenArms } = useComparison();
  const counts = useAnswerCounts(selection, step).counts;
  const baseline = data.arms[data.baselineArm ?? -1]?.label;
  const rows = listRows(data, counts?.promptComparisons ?? [], { step, metrics: headline }).filter(
    ({ arm }) => !hiddenArms.has(arm),
  );
  if (baseline === undefined || rows.length === 0) return null;
  const words = text.compare.tests;
  const heads = [words.seeds, words.difference, words.p, words.pairs, words.only(baseline), words.onlyArm];
  return (
    <Section title={words.title(baseline)}>
      <Box component="section" style={{ overflowX: 'auto' }} tabIndex={0} aria-label={words.table}>
        <Table verticalSpacing={4} horizontalSpacing={6} fz="xs" highlightOnHover aria-label={words.title(baseline)}>
          <Table.Thead>
            <Table.Tr>
              {[text.compare.condition, text.compare.arm, words.metric].map((head) => (
                <Table.Th key={head} scope="col">
                  {head}
                </Table.Th>
              ))}
              {[...heads, words.bootstrap, words.mcNemar].map((head) => (
                <Table.Th key={head} scope="col" ta="right">
                  {head}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={`${row.arm}/${row.condition}/${row.metric}`}>
                <Table.Td>{row.condition}</Table.Td>
                <Table.Th scope="row" fw={400}>
                  {row.label}
                </Table.Th>
                <Table.Td>{row.metric}</Table.Td>
                {row.cells.map((cell, index) => (
                  <Table.Td key={index} ta="right" style={{ whiteSpace: 'nowrap' }}>
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Box>
      <Text size="xs" mt={6}>
        {words.help}
      </Text>
    </Section>
  );
}

interface TestRow {
  readonly arm: number;
  readonly label: string;
  readonly condition: string;
  readonly metric: string;
  readonly cells: readonly string[];
}

function listRows(
  data: ReportData,
  comparisons: AnswerCounts['promptComparisons'],
  { step, metrics }: { step: number; metrics: readonly number[] },
): TestRow[] {
  return data.conditions.flatMap((it, condition) =>
    data.arms.flatMap(({ label }, arm) =>
      metrics.flatMap((metric): TestRow[] => {
        const place = { condition, step, metric };
        const difference = findDifference(data, arm, place);
        const prompts = comparisons.find(
          (one) => one.arm === arm && one.condition === condition && one.metric === metric && one.step === step,
        );
        if (!difference) return [];
        return [
          {
            arm,
            label,
            condition: it.label,
            metric: data.metrics[metric]?.label ?? '',
            cells: [
              String(difference.n),
              formatDifferenceSummary(difference),
              formatTest(difference.p, difference.pHolm),
              ...(prompts
                ? [
                    prompts.pairs.toLocaleString('en-US'),
                    String(prompts.onlyBaseline),
                    String(prompts.onlyArm),
                    `${formatDifference(prompts.difference)}${prompts.bootstrap ? ` (${formatInterval(prompts.bootstrap)})` : ''}`,
                    formatTest(prompts.mcNemar.p, prompts.pHolm),
                  ]
                : ['–', '–', '–', '–', '–']),
            ],
          },
        ];
      }),
    ),
  );
}
