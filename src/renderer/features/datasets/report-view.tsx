import { Alert, Group, List, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { DatasetReport } from '../../../shared/views/inspection.ts';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { HarmfulText } from '../../components/harmful-text.tsx';
import { text } from '../../text/index.ts';
import { TokenHistogram } from './token-histogram.tsx';

/** What the lab found in a file. Rows of a harmful set are blurred until asked for. */
export function ReportView({ report, isHarmful }: { report: DatasetReport; isHarmful: boolean }) {
  return (
    <Stack gap="md">
      <Stack gap={2} aria-live="polite">
        <Text size="sm">
          {[
            text.datasets.format[report.format],
            text.datasets.rows(report.rowCount),
            ...(report.takenCount < report.rowCount
              ? [text.datasets.taken(report.takenCount, report.leftOutCount)]
              : []),
            formatBytes(report.sizeBytes),
            text.datasets.duplicates(report.duplicatePrompts),
          ].join(' · ')}
        </Text>
        <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
          {text.datasets.digest(report.digest)}
        </Text>
      </Stack>
      {report.problemCount > 0 && <Problems report={report} />}
      {report.preview.length > 0 && (
        <Stack gap="xs">
          <Title order={3}>{text.datasets.preview}</Title>
          <Text size="xs">{text.datasets.previewHelp}</Text>
          {report.preview.map(({ prompt, answer }, index) => (
            <HarmfulText key={`${index} ${prompt}`} isHarmful={isHarmful}>
              <Paper withBorder p="xs">
                <Part label={text.datasets.prompt} content={prompt} />
                <Part label={text.datasets.answer} content={answer} />
              </Paper>
            </HarmfulText>
          ))}
        </Stack>
      )}
      {report.preview.length > 0 && (
        <Stack gap="xs">
          <Title order={3}>{text.datasets.lengths}</Title>
          {report.lengths ? (
            <TokenHistogram lengths={report.lengths} exampleCount={report.takenCount} />
          ) : (
            <Text size="sm">{text.datasets.noTokenizer}</Text>
          )}
        </Stack>
      )}
      {report.columns.length > 0 && <Columns report={report} isHarmful={isHarmful} />}
    </Stack>
  );
}

function Part({ label, content }: { label: string; content: string }) {
  return (
    <Group gap="xs" align="baseline" wrap="nowrap">
      <Text size="xs" w={56} style={{ flexShrink: 0 }}>
        {label}
      </Text>
      <Text size="sm" ff="monospace" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {content}
      </Text>
    </Group>
  );
}

function Problems({ report }: { report: DatasetReport }) {
  const more = report.problemCount - report.problems.length;
  return (
    <Alert
      color={report.isReady ? 'yellow' : 'red'}
      icon={<IconAlertTriangle aria-hidden />}
      title={
        report.isReady
          ? text.datasets.problemsLeftOut(report.problemCount)
          : text.datasets.problemsTitle(report.problemCount)
      }
      role="alert"
    >
      <List size="sm" spacing={2}>
        {report.problems.map(({ row, message }) => (
          <List.Item key={`${row} ${message}`} style={{ overflowWrap: 'anywhere' }}>
            {row !== null && <b>{text.datasets.problemRow(row)}</b>}
            {message}
          </List.Item>
        ))}
        {more > 0 && <List.Item>{text.datasets.problemsMore(more)}</List.Item>}
      </List>
    </Alert>
  );
}

function Columns({ report, isHarmful }: { report: DatasetReport; isHarmful: boolean }) {
  return (
    <Stack gap="xs">
      <Title order={3}>{text.datasets.columnsTitle}</Title>
      <Table fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.datasets.columnsRow.name}</Table.Th>
            <Table.Th ta="right">{text.datasets.columnsRow.count}</Table.Th>
            <Table.Th>{text.datasets.columnsRow.example}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {report.columns.map(({ name, count, example }) => (
            <Table.Tr key={name}>
              <Table.Td ff="monospace">{name}</Table.Td>
              <Table.Td ta="right">{count.toLocaleString('en-US')}</Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <HarmfulText isHarmful={isHarmful}>{example}</HarmfulText>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
