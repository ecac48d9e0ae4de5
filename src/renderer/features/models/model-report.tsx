import { Alert, List, Skeleton, Stack, Table } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ModelReport } from '../../../shared/views/inspection.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { formatCount } from '../../components/format.ts';
import { text } from '../../text/index.ts';
import { useModelReportQuery } from './queries.ts';

/** What a model folder holds, and whether it can be trained. */
export function ModelReportView({ path }: { path: string }) {
  const report = useQuery(useModelReportQuery(path));
  if (report.isPending) return <Skeleton h={260} aria-label={text.models.checking} />;
  if (report.error) return <ErrorPanel error={report.error} onRetry={() => void report.refetch()} />;
  return (
    <Stack gap="sm">
      <Verdict problems={report.data.problems} />
      <Facts report={report.data} />
    </Stack>
  );
}

function Verdict({ problems }: Pick<ModelReport, 'problems'>) {
  if (problems.length === 0) {
    return (
      <Alert color="green" icon={<IconCheck aria-hidden />} title={text.models.valid}>
        {text.models.validHelp}
      </Alert>
    );
  }
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={text.models.problemsTitle(problems.length)}
      role="alert"
    >
      <List size="sm" spacing={4}>
        {problems.map((problem) => (
          <List.Item key={problem} style={{ overflowWrap: 'anywhere' }}>
            {problem}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Facts({ report }: { report: ModelReport }) {
  const { facts } = text.models;
  const show = (value: number | null, format: (value: number) => string) => (value === null ? null : format(value));
  const rows: [string, string | null][] = [
    [facts.path, report.path],
    [facts.family, report.family],
    [facts.parameters, show(report.parameterCount, describeParameters)],
    [facts.stored, show(report.storedBytes, formatBytes)],
    [facts.precision, report.precision],
    [facts.vocabulary, show(report.vocabularySize, text.models.tokens)],
    [facts.layers, show(report.layers, formatCount)],
    [facts.hidden, show(report.hiddenSize, formatCount)],
    [facts.positions, show(report.maxPositions, text.models.tokens)],
    [facts.targets, report.loraTargets.length > 0 ? report.loraTargets.join(', ') : null],
  ];
  return (
    <Table variant="vertical" layout="fixed" withRowBorders={false} verticalSpacing={3} fz="sm">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={140} fw={500}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value ?? '–'}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** "1.24 billion (1,235,814,400)"; a small number needs no rounding. */
function describeParameters(value: number): string {
  const [rounded, exact] = [text.models.parameters(value), formatCount(value)];
  return rounded === exact ? exact : `${rounded} (${exact})`;
}
