import { Badge, Box, Button, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { type ExternalResult, trustInfo } from '../../../shared/external/external-result.ts';
import { describeValues } from '../../../shared/settings/describe.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';

const mostRows = 20;

/** The results from elsewhere that somebody chose to see, each with its source and how far it can be trusted; none is counted in above. */
export function ExternalSection() {
  const { data } = useComparison();
  const [showsAll, setShowsAll] = useState(false);
  const all = data.externalResults;
  const words = text.compare.external;
  if (all.length === 0) return null;
  const shown = showsAll ? all : all.slice(0, mostRows);
  return (
    <Section title={words.label}>
      <Text size="sm" mb="xs">
        {words.sectionHelp}
      </Text>
      <Box component="section" style={{ overflowX: 'auto' }} tabIndex={0} aria-label={words.table}>
        <Table verticalSpacing={4} fz="sm" highlightOnHover aria-label={words.label}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{words.method}</Table.Th>
              <Table.Th scope="col">{words.metric}</Table.Th>
              <Table.Th scope="col" ta="right">
                {words.value}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {words.n}
              </Table.Th>
              <Table.Th scope="col">{words.conditions}</Table.Th>
              <Table.Th scope="col">{words.source}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((result) => (
              <ResultRow key={`${result.source.title} ${result.id}`} result={result} />
            ))}
          </Table.Tbody>
        </Table>
      </Box>
      {shown.length < all.length && (
        <Button size="xs" mt="xs" variant="default" onClick={() => setShowsAll(true)}>
          {words.showAll(all.length)}
        </Button>
      )}
    </Section>
  );
}

function ResultRow({ result }: { result: ExternalResult }) {
  const { method, metric, value, n, model, task, judge, step, settings, source } = result;
  const words = text.compare.external;
  const conditions = [
    model,
    task,
    judge === null ? null : words.judgedBy(judge),
    step === null ? null : words.afterSteps(step),
    describeValues(settings),
  ];
  const { label, help } = trustInfo[source.trust];
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
        {method.label}
      </Table.Th>
      <Table.Td>{metric}</Table.Td>
      <Table.Td ta="right">{value.toLocaleString('en-US', { maximumFractionDigits: 4 })}</Table.Td>
      <Table.Td ta="right">{n?.toLocaleString('en-US') ?? '–'}</Table.Td>
      <Table.Td fz="xs" style={{ overflowWrap: 'anywhere' }}>
        <Text size="xs" lineClamp={3} title={describeValues(settings)}>
          {conditions.filter(Boolean).join(', ') || '–'}
        </Text>
      </Table.Td>
      <Table.Td fz="xs">
        <Badge size="sm" variant="default" tt="none" miw="max-content" title={help}>
          {label}
        </Badge>{' '}
        {source.title}
      </Table.Td>
    </Table.Tr>
  );
}
