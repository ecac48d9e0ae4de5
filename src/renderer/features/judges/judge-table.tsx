import { Box, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { JudgeSummary } from '../../../shared/views/judging.ts';
import { text } from '../../text/index.ts';
import { ThresholdSlider } from './threshold-slider.tsx';

const words = text.judges;

/** What every judge said, one row each, with the categories of those that give scores. */
export function JudgeTable({ judges, selection }: { judges: readonly JudgeSummary[]; selection: Selection }) {
  const hasThreshold = judges.some(({ thresholds }) => thresholds !== null);
  const scored = judges.flatMap(({ judge, categories, answerCount }) =>
    categories ? [{ judge, categories, answerCount }] : [],
  );
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing={4} fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.columns.judge}</Table.Th>
              <Table.Th>{words.columns.version}</Table.Th>
              <Table.Th ta="right">{words.columns.answers}</Table.Th>
              <Table.Th ta="right">{words.columns.harmful}</Table.Th>
              <Table.Th ta="right">{words.columns.silent}</Table.Th>
              {hasThreshold && <Table.Th>{words.columns.threshold}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {judges.map((each) => (
              <Table.Tr key={each.judge}>
                <Table.Td>{each.judge}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{each.judgeVersion}</Table.Td>
                <Table.Td ta="right">{each.answerCount.toLocaleString('en-US')}</Table.Td>
                <Table.Td ta="right">{words.percent(each.harmfulCount, each.harmfulCount + each.safeCount)}</Table.Td>
                <Table.Td ta="right">
                  <Silent {...each} />
                </Table.Td>
                {hasThreshold && (
                  <Table.Td>
                    <Threshold {...each} selection={selection} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {scored.map(({ judge, categories, answerCount }) => (
        <Box key={judge}>
          <Text size="xs" fw={600}>
            {words.categories(judge)}
          </Text>
          <Group gap="sm">
            {categories.every(({ count }) => count === 0) && <Text size="xs">{words.flags([])}</Text>}
            {categories
              .filter(({ count }) => count > 0)
              .toSorted((left, right) => right.count - left.count)
              .map(({ name, count }) => (
                <Text size="xs" key={name}>
                  {name} {words.percent(count, answerCount)}
                </Text>
              ))}
          </Group>
        </Box>
      ))}
    </Stack>
  );
}

function Silent({ silentCount, silentReasons }: JudgeSummary) {
  if (silentCount === 0) return <>0</>;
  return (
    <Tooltip label={words.silentHelp(silentReasons)} multiline maw={360} style={{ whiteSpace: 'pre-line' }}>
      <Text size="sm" span tabIndex={0} td="underline dotted">
        {silentCount.toLocaleString('en-US')}
      </Text>
    </Tooltip>
  );
}

function Threshold({ judge, judgeId, thresholds, selection }: JudgeSummary & { selection: Selection }) {
  if (thresholds === null || judgeId === null) return <>{words.noThreshold}</>;
  const [threshold = 0.5] = thresholds;
  return (
    <Group gap="xs" wrap="nowrap">
      <ThresholdSlider selection={selection} judge={judge} judgeId={judgeId} threshold={threshold} />
      <Text size="xs">{thresholds.length > 1 ? words.severalThresholds : threshold.toFixed(2)}</Text>
    </Group>
  );
}
