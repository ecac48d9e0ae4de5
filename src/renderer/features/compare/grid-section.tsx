import { Group, Select, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { formatNumber, formatSummary } from '../../../shared/report/format.ts';
import { buildGrid, type Dimension, listDimensions } from '../../../shared/report/grid.ts';
import { HeatMap } from '../../charts/heat-map.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';

/** A metric over two settings that vary, such as λ and α; nothing where fewer than two do. */
export function GridSection({ step }: { step: number }) {
  const { data } = useComparison();
  const dimensions = useMemo(() => listDimensions(data), [data]);
  return dimensions.length < 2 ? null : <Grid step={step} dimensions={dimensions} />;
}

function Grid({ step, dimensions }: { step: number; dimensions: readonly Dimension[] }) {
  const { data, condition, headline, hiddenArms } = useComparison();
  const [rowPath, setRow] = useState<string | null>(null);
  const [columnPath, setColumn] = useState<string | null>(null);
  const [chosenMetric, setMetric] = useState<number | null>(null);
  const [chosenArm, setArm] = useState<number | null>(null);
  const row = dimensions.find(({ path }) => path === rowPath) ?? dimensions[0];
  const others = dimensions.filter(({ path }) => path !== row?.path);
  const column = others.find(({ path }) => path === columnPath) ?? others[0];
  const metric = chosenMetric ?? headline[0] ?? 0;
  // Axes are in every arm, so that one has to be chosen; settings of arms say themselves which arm a cell is of.
  const needsArm = (row?.isAxis ?? false) && (column?.isAxis ?? false);
  if (!row || !column) return null;
  const arms = data.arms.map((_, index) => index).filter((index) => !hiddenArms.has(index));
  const arm = chosenArm ?? data.arms.length - 1;
  const grid = buildGrid(data, { row, column }, { arms: needsArm ? [arm] : arms, condition, step, metric });
  const label = data.metrics[metric]?.label ?? '';
  return (
    <Section title={text.compare.grid}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          <Choice
            label={text.compare.gridMetric}
            options={data.metrics.map((it) => it.label)}
            value={metric}
            onChange={setMetric}
          />
          {needsArm && data.arms.length > 1 && (
            <Choice
              label={text.compare.gridArm}
              options={data.arms.map((it) => it.label)}
              value={arm}
              onChange={setArm}
            />
          )}
          <Choice
            label={text.compare.gridRows}
            options={dimensions.map((it) => it.label)}
            value={dimensions.indexOf(row)}
            onChange={(index) => setRow(dimensions[index]?.path ?? null)}
          />
          <Choice
            label={text.compare.gridColumns}
            options={others.map((it) => it.label)}
            value={others.indexOf(column)}
            onChange={(index) => setColumn(others[index]?.path ?? null)}
          />
        </Group>
        <HeatMap
          name={text.compare.gridName(label, row.label, column.label)}
          rowLabel={row.label}
          columnLabel={column.label}
          rows={grid.rows.map(String)}
          columns={grid.columns.map(String)}
          values={grid.cells.map((cells) => cells.map((cell) => cell?.summary.mean ?? null))}
          range={{ min: 0, max: 100 }}
          format={formatNumber}
          note={(rowIndex, columnIndex) => {
            const cell = grid.cells[rowIndex]?.[columnIndex];
            return cell ? text.compare.gridSeeds(cell.summary.n) : undefined;
          }}
          describe={(rowIndex, columnIndex) => {
            const cell = grid.cells[rowIndex]?.[columnIndex];
            return cell ? text.compare.gridCell(formatSummary(cell.summary), cell.summary.n) : undefined;
          }}
        />
        {grid.sharedCells > 0 && <Text size="xs">{text.compare.gridShared(grid.sharedCells)}</Text>}
      </Stack>
    </Section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly string[];
  readonly value: number;
  readonly onChange: (index: number) => void;
}

function Choice({ label, options, value, onChange }: ChoiceProps) {
  return (
    <Select
      label={label}
      size="xs"
      w={170}
      allowDeselect={false}
      data={options.map((option, index) => ({ value: String(index), label: option }))}
      value={String(value)}
      onChange={(index) => index !== null && onChange(Number(index))}
    />
  );
}
