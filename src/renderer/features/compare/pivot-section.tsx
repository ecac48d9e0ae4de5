import { Box, Button, Group, Menu, Select, Skeleton, Stack, Table, Text } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import {
  encodePivotCsv,
  encodePivotJson,
  encodePivotMarkdown,
  encodePivotTsv,
  formatPivotCell,
  titlePivot,
} from '../../../shared/report/pivot-text.ts';
import { listPivotDimensions, listPivotMetrics, type Pivot, type PivotOption } from '../../../shared/report/pivot.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { showDone, showError } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';
import { usePivotQuery } from './queries.ts';

const noColumns = '';

/** One metric by two dimensions, as a paper prints it. */
export function PivotSection({ selection, step }: { selection: Selection; step: number }) {
  const { data } = useComparison();
  const dimensions = useMemo(() => listPivotDimensions(data), [data]);
  const metrics = useMemo(() => listPivotMetrics(data), [data]);
  const [rows, setRows] = useState('arm');
  const [columns, setColumns] = useState(data.axes.find((axis) => axis.values.length > 1)?.path ?? noColumns);
  const [metric, setMetric] = useState(metrics[0]?.name ?? '');
  const [arm, setArm] = useState<string | null>(null);
  const words = text.compare.pivot;
  // Rows and columns that say nothing of the arm need one to be chosen.
  const needsArm = data.arms.length > 1 && ![rows, columns].some(tellsArms);
  const chosenArm = arm ?? data.arms.at(-1)?.label ?? '';
  const query = useQuery({
    ...usePivotQuery(selection, {
      rows,
      columns: columns === noColumns ? null : columns,
      metric,
      step,
      ...(needsArm ? { where: { arm: chosenArm } } : {}),
    }),
    placeholderData: keepPreviousData,
    enabled: metric !== '',
  });
  return (
    <Section title={words.title} actions={query.data && <CopyMenu pivot={query.data} />}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          <Choice label={words.metric} options={metrics} value={metric} onChange={setMetric} />
          <Choice
            label={words.rows}
            options={dimensions.filter(({ name }) => name !== columns)}
            value={rows}
            onChange={setRows}
          />
          <Choice
            label={words.columns}
            options={[{ name: noColumns, label: words.none }, ...dimensions.filter(({ name }) => name !== rows)]}
            value={columns}
            onChange={setColumns}
          />
          {needsArm && (
            <Choice
              label={text.compare.arm}
              options={data.arms.map(({ label }) => ({ name: label, label }))}
              value={chosenArm}
              onChange={setArm}
            />
          )}
        </Group>
        {query.isError && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
        {query.data ? (
          <PivotTable pivot={query.data} />
        ) : (
          !query.isError && <Skeleton h={120} aria-label={text.common.loading} />
        )}
      </Stack>
    </Section>
  );
}

function tellsArms(dimension: string): boolean {
  return dimension === 'arm' || dimension === 'method' || dimension.startsWith('alignment.');
}

function PivotTable({ pivot }: { pivot: Pivot }) {
  const title = titlePivot(pivot);
  return (
    <>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Box
        component="section"
        style={{ overflowX: 'auto' }}
        tabIndex={0}
        aria-label={text.compare.pivot.tableOf(title)}
      >
        <Table verticalSpacing={4} highlightOnHover aria-label={title} w="auto" miw={320}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{pivot.rowLabel}</Table.Th>
              {pivot.columns.map((column) => (
                <Table.Th key={column.label} scope="col" ta="right">
                  {pivot.columnLabel === null ? column.label : `${pivot.columnLabel} = ${column.label}`}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pivot.rows.map((row) => (
              <Table.Tr key={row.label}>
                <Table.Th scope="row" fw={400}>
                  {row.label}
                </Table.Th>
                {row.cells.map((cell, index) => (
                  <Table.Td
                    key={pivot.columns[index]?.label ?? index}
                    ta="right"
                    fw={cell?.isBest ? 700 : 400}
                    style={{ whiteSpace: 'nowrap' }}
                  >
                    {formatPivotCell(pivot, cell)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Box>
      <Text size="xs">{pivot.notes.join(' ')}</Text>
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly PivotOption[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

function Choice({ label, options, value, onChange }: ChoiceProps) {
  return (
    <Select
      label={label}
      size="xs"
      w={220}
      allowDeselect={false}
      searchable={options.length > 12}
      data={options.map((option) => ({ value: option.name, label: option.label }))}
      value={value}
      onChange={(name) => name !== null && onChange(name)}
    />
  );
}

function CopyMenu({ pivot }: { pivot: Pivot }) {
  const words = text.compare.pivot;
  const copy = (write: (pivot: Pivot) => string) => {
    navigator.clipboard.writeText(write(pivot)).then(() => showDone(text.compare.copiedTable), showError);
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconCopy size={14} aria-hidden />} aria-label={words.copy}>
          {text.compare.copyTable}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy(encodePivotMarkdown)}>{text.compare.asMarkdown}</Menu.Item>
        <Menu.Item onClick={() => copy(encodePivotTsv)}>{words.asTsv}</Menu.Item>
        <Menu.Item onClick={() => copy(encodePivotCsv)}>{text.compare.asCsv}</Menu.Item>
        <Menu.Item onClick={() => copy(encodePivotJson)}>{words.asJson}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
