import { Box, Group, ScrollArea, Table, Text } from '@mantine/core';
import { formatNumber } from '../components/format.ts';
import { text } from '../text/index.ts';
import { ChartFrame } from './chart-frame.tsx';
import { encodeCsv } from './line-csv.ts';
import type { Range } from './series.ts';
import { getSequentialColour } from '../../shared/charts/sequential-scale.ts';

export interface HeatMapProps {
  readonly name: string;
  readonly help?: string;
  /** Names of both axes, such as "λ" and "α". */
  readonly rowLabel: string;
  readonly columnLabel: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** `values[row][column]`; null where nothing is known. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Fixed ends of the colour scale; else the lowest and the highest value. */
  readonly range?: Range;
  readonly format?: (value: number) => string;
  /** Small print below a cell's value, such as n. */
  readonly note?: (row: number, column: number) => string | undefined;
  /** More about a cell for its tooltip, such as the interval and n. */
  readonly describe?: (row: number, column: number) => string | undefined;
  readonly headingOrder?: 2 | 3 | 4;
}

/** A table whose cells carry their number and its colour. */
export function HeatMap(props: HeatMapProps) {
  const { name, help, rowLabel, columnLabel, rows, columns, values, note, describe, headingOrder } = props;
  const format = props.format ?? ((value: number) => formatNumber(value));
  const known = values.flat().filter((value) => value !== null);
  const range = props.range ?? { min: Math.min(...known), max: Math.max(...known) };
  return (
    <ChartFrame
      name={name}
      help={help}
      {...(headingOrder ? { headingOrder } : {})}
      writeSvg={null}
      writeCsv={() =>
        encodeCsv([
          [`${rowLabel} \\ ${columnLabel}`, ...columns],
          ...rows.map((row, index) => [row, ...columns.map((_, column) => values[index]?.[column] ?? '')]),
        ])
      }
    >
      <ScrollArea
        type="auto"
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': `${rowLabel} × ${columnLabel}` }}
      >
        <Table withTableBorder withColumnBorders w="auto" fz="sm" aria-label={name}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">
                {rowLabel} \ {columnLabel}
              </Table.Th>
              {columns.map((column) => (
                <Table.Th key={column} scope="col" ta="center">
                  {column}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row, rowIndex) => (
              <Table.Tr key={row}>
                <Table.Th scope="row">{row}</Table.Th>
                {columns.map((column, columnIndex) => {
                  const value = values[rowIndex]?.[columnIndex] ?? null;
                  if (value === null) {
                    return (
                      <Table.Td key={column} ta="center">
                        –
                      </Table.Td>
                    );
                  }
                  const { background, ink } = getSequentialColour(value, range);
                  return (
                    <Table.Td
                      key={column}
                      ta="center"
                      bg={background}
                      c={ink}
                      title={describe?.(rowIndex, columnIndex)}
                    >
                      {format(value)}
                      {note && (
                        <Text component="div" fz={10} lh={1.2} c="inherit">
                          {note(rowIndex, columnIndex)}
                        </Text>
                      )}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      {known.length > 0 && (
        <Group gap={6} aria-hidden>
          <Text size="xs">{text.charts.scale}</Text>
          <Text size="xs">{format(range.min)}</Text>
          <Box w={120} h={10} style={{ background: `linear-gradient(to right, ${listGradient(range)})` }} />
          <Text size="xs">{format(range.max)}</Text>
        </Group>
      )}
    </ChartFrame>
  );
}

function listGradient(range: Range): string {
  return Array.from(
    { length: 9 },
    (_, index) => getSequentialColour(range.min + ((range.max - range.min) * index) / 8, range).background,
  ).join(', ');
}
