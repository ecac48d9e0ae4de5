import { Group, Stack, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import type { TokenLengths } from '../../../shared/views/inspection.ts';
import { text } from '../../text/index.ts';
import classes from './token-histogram.module.css';

/** How many examples have how many tokens, as bars and, for who cannot see them, as a table. */
export function TokenHistogram({ lengths, exampleCount }: { lengths: TokenLengths; exampleCount: number }) {
  const { edges, counts, measured, unreadable } = lengths;
  const highest = Math.max(1, ...counts);
  const bars = counts.map((examples, bar) => ({ from: edges[bar] ?? 0, to: (edges[bar + 1] ?? 0) - 1, examples }));
  return (
    <Stack gap={4}>
      <Text size="sm">{text.datasets.lengthsSummary(lengths.median, lengths.longest)}</Text>
      <div className={classes.bars} aria-hidden>
        {bars.map(({ from, to, examples }) => (
          <Tooltip key={from} label={text.datasets.lengthsBin(from, to, examples)}>
            <div className={classes.slot}>
              <div className={classes.bar} style={{ height: `${(100 * examples) / highest}%` }} />
            </div>
          </Tooltip>
        ))}
      </div>
      <Group justify="space-between" aria-hidden>
        <Text size="xs">{edges[0]}</Text>
        <Text size="xs">{text.datasets.lengthsTokens}</Text>
        <Text size="xs">{edges.at(-1)}</Text>
      </Group>
      <VisuallyHidden>
        <table>
          <caption>{text.datasets.lengths}</caption>
          <thead>
            <tr>
              <th scope="col">{text.datasets.lengthsTokens}</th>
              <th scope="col">{text.datasets.lengthsExamples}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ from, to, examples }) => (
              <tr key={from}>
                <th scope="row">
                  {from}–{to}
                </th>
                <td>{examples}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
      {measured + unreadable < exampleCount && <Text size="xs">{text.datasets.lengthsMeasured(measured)}</Text>}
      {unreadable > 0 && <Text size="xs">{text.datasets.lengthsUnreadable(unreadable)}</Text>}
    </Stack>
  );
}
