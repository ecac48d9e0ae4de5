import { Badge, Table, Text } from '@mantine/core';
import type { ReproductionOutcome, StageReproduction } from '../../../shared/views/reproduction.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import classes from './reproduce.module.css';

const words = text.reproduce;

const colors: Readonly<Record<ReproductionOutcome, string>> = {
  identical: 'green',
  within: 'lab',
  different: 'red',
  missing: 'orange',
};

/** Every stage that was run again: how close it came, and what differs in it. */
export function ReproducedStages({ stages }: { stages: readonly StageReproduction[] }) {
  return (
    <Section title={words.stages}>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing={4} fz="sm" aria-label={words.stages}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.stage}</Table.Th>
              <Table.Th>{words.outcome}</Table.Th>
              <Table.Th title={words.expectedHelp}>{words.expected}</Table.Th>
              <Table.Th>{words.reasons}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {stages.map(({ key, kind, outcome, isExactExpected, reasons }) => (
              <Table.Tr key={key}>
                <Table.Td>
                  {text.common.stages[kind]}{' '}
                  <Text component="code" size="sm">
                    {key.slice(0, 12)}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Badge
                    color={colors[outcome]}
                    variant="light"
                    tt="none"
                    // Mantine's own text on its light tints fails WCAG AA.
                    styles={{ label: { color: 'var(--mantine-color-text)' } }}
                  >
                    {words.outcomes[outcome]}
                  </Badge>
                </Table.Td>
                <Table.Td>{isExactExpected ? words.yes : words.no}</Table.Td>
                <Table.Td>
                  {reasons.length === 0 ? (
                    words.nothing
                  ) : (
                    <ul className={classes.reasons}>
                      {reasons.map((reason) => (
                        <li key={reason}>{reason}</li>
                      ))}
                    </ul>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}
