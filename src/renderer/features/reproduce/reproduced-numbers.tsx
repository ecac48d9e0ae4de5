import { Button, Table, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { StageReproduction } from '../../../shared/views/reproduction.ts';
import { formatNumber, formatPercent } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';

const words = text.reproduce;
const shownAtFirst = 40;

/** Scores that are not the same, both values side by side. */
export function ReproducedScores({ stages }: { stages: readonly StageReproduction[] }) {
  const all = stages.flatMap(({ key, scores }) => scores.map((score) => ({ key, ...score })));
  const changed = all.filter(({ bundled, reproduced }) => bundled !== reproduced);
  if (all.length === 0) return null;
  return (
    <Section title={words.scores}>
      {changed.length === 0 ? (
        <Text size="sm">{words.equalScores(all.length)}</Text>
      ) : (
        <Pairs
          label={words.scores}
          heads={[words.stage, words.step, words.metric, words.judge, words.bundled, words.here, words.difference]}
          rows={changed.map(({ key, step, metric, judge, bundled, reproduced }) => [
            key.slice(0, 12),
            String(step),
            metric,
            judge,
            formatPercent(bundled),
            formatPercent(reproduced),
            bundled === null || reproduced === null ? '–' : words.points(formatNumber(reproduced - bundled, 3)),
          ])}
        />
      )}
    </Section>
  );
}

/** Curves that are not the same at every step, and by how much of their size. */
export function ReproducedCurves({ stages }: { stages: readonly StageReproduction[] }) {
  const all = stages.flatMap(({ key, curves }) => curves.map((curve) => ({ key, ...curve })));
  const changed = all.filter(({ isIdentical }) => !isIdentical);
  if (all.length === 0) return null;
  return (
    <Section title={words.curves}>
      {changed.length === 0 ? (
        <Text size="sm">{words.equalCurves(all.length)}</Text>
      ) : (
        <Pairs
          label={words.curves}
          heads={[words.stage, words.curve, words.difference, words.judged]}
          rows={changed.map(({ key, name, difference, isJudged }) => [
            key.slice(0, 12),
            name,
            difference === null ? words.otherSteps : `${formatNumber(100 * difference, 2)} %`,
            isJudged ? words.yes : words.no,
          ])}
        />
      )}
    </Section>
  );
}

interface PairsProps {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function Pairs({ label, heads, rows }: PairsProps): ReactNode {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? rows : rows.slice(0, shownAtFirst);
  return (
    <>
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing={3} fz="sm" aria-label={label}>
          <Table.Thead>
            <Table.Tr>
              {heads.map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((cells) => (
              <Table.Tr key={cells.slice(0, 4).join(' ')}>
                {cells.map((cell, index) => (
                  <Table.Td key={heads[index]}>{cell}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {shown.length < rows.length && (
        <Button mt="xs" size="compact-xs" variant="default" onClick={() => setWhole(true)}>
          {words.showAll(rows.length)}
        </Button>
      )}
    </>
  );
}
