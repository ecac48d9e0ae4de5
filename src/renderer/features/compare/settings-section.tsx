import { Box, Code, Group, SegmentedControl, Skeleton, Switch, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';
import { useSettingsQuery } from './queries.ts';

const mostRuns = 24;

/** Settings side by side, by arm or by run; what differs alone unless all are asked for. */
export function SettingsSection() {
  const { data } = useComparison();
  const [isByRun, setByRun] = useState(data.arms.length < 2);
  const [onlyDifferences, setOnlyDifferences] = useState(true);
  return (
    <Section
      title={text.compare.settings}
      actions={
        <Group gap="md" wrap="nowrap">
          <Switch
            size="xs"
            label={text.compare.onlyDifferences}
            checked={onlyDifferences}
            onChange={(event) => setOnlyDifferences(event.currentTarget.checked)}
          />
          <SegmentedControl
            size="xs"
            aria-label={text.compare.settingsBy}
            data={[
              { value: 'arm', label: text.compare.byArm },
              { value: 'run', label: text.compare.byRun },
            ]}
            value={isByRun ? 'run' : 'arm'}
            onChange={(value) => setByRun(value === 'run')}
          />
        </Group>
      }
    >
      {isByRun ? <RunSettings onlyDifferences={onlyDifferences} /> : <ArmSettings onlyDifferences={onlyDifferences} />}
    </Section>
  );
}

function ArmSettings({ onlyDifferences }: { onlyDifferences: boolean }) {
  const { data, hiddenArms, pointAt } = useComparison();
  const arms = data.arms.map((_, index) => index).filter((index) => !hiddenArms.has(index));
  const { differing, same } = data.settings;
  const rows = [
    ...differing.map((row) => ({ ...row, values: arms.map((arm) => row.values[arm] ?? '–') })),
    ...(onlyDifferences ? [] : same.map((row) => ({ ...row, values: arms.map(() => row.values[0] ?? '–') }))),
  ];
  return (
    <SettingsTable
      columns={arms.map((arm) => ({ id: String(arm), label: data.arms[arm]?.label ?? '' }))}
      baseline={data.baselineArm === null ? 0 : Math.max(0, arms.indexOf(data.baselineArm))}
      rows={rows}
      onPoint={(column) => pointAt(column === null ? null : (arms[column] ?? null))}
    />
  );
}

function RunSettings({ onlyDifferences }: { onlyDifferences: boolean }) {
  const { data, hiddenArms } = useComparison();
  const runs = useMemo(
    () => data.runs.members.filter((run) => !hiddenArms.has(run.arm)),
    [data.runs.members, hiddenArms],
  );
  const shown = useMemo(() => runs.slice(0, mostRuns), [runs]);
  const query = useQuery({ ...useSettingsQuery(shown.map((run) => run.runId)), enabled: shown.length > 0 });
  if (query.isError) return <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton h={160} aria-label={text.common.loading} />;
  const baseline = shown.findIndex((run) => run.arm === data.baselineArm);
  return (
    <>
      <SettingsTable
        columns={shown.map((run) => ({
          id: run.runId,
          label: text.compare.curveLabel(
            data.arms[run.arm]?.label ?? '',
            data.conditions.length > 1 ? (data.conditions[run.condition]?.label ?? '') : '',
            run.seed,
          ),
        }))}
        baseline={Math.max(0, baseline)}
        rows={onlyDifferences ? query.data.filter((row) => row.differs) : query.data}
      />
      {runs.length > shown.length && (
        <Text size="xs" mt="xs">
          {text.compare.tooManyRuns(shown.length, runs.length)}
        </Text>
      )}
    </>
  );
}

interface SettingsTableProps {
  readonly columns: readonly { readonly id: string; readonly label: string }[];
  /** Column that the others are held against. */
  readonly baseline: number;
  readonly rows: readonly { readonly path: string; readonly label: string; readonly values: readonly string[] }[];
  readonly onPoint?: (column: number | null) => void;
}

function SettingsTable({ columns, baseline, rows, onPoint }: SettingsTableProps) {
  if (rows.length === 0) return <Text size="sm">{text.compare.sameSettings}</Text>;
  const reference = columns[baseline]?.label ?? '';
  return (
    <Box component="section" style={{ overflowX: 'auto' }} tabIndex={0} aria-label={text.compare.settingsTable}>
      <Table verticalSpacing={4} highlightOnHover aria-label={text.compare.settings}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.compare.setting}</Table.Th>
            {columns.map((column, index) => (
              <Table.Th
                key={column.id}
                scope="col"
                onMouseEnter={() => onPoint?.(index)}
                onMouseLeave={() => onPoint?.(null)}
              >
                {column.label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.path}>
              <Table.Th scope="row" fw={400}>
                {row.label} <Code fz="xs">{row.path}</Code>
              </Table.Th>
              {columns.map((column, index) => {
                const value = row.values[index] ?? '–';
                const differs = columns.length > 1 && value !== row.values[baseline];
                return (
                  <Table.Td
                    key={column.id}
                    fw={differs ? 700 : 400}
                    title={differs ? text.compare.differsFrom(reference) : undefined}
                    style={{ overflowWrap: 'anywhere' }}
                  >
                    {value}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}
