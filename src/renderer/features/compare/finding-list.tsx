import { Badge, Group, Stack, Text } from '@mantine/core';
import { findingWords, splitFindings } from '../../../shared/report/split-findings.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { ReportFinding } from '../../../shared/views/report-words.ts';

const colours: Readonly<Record<ReportFinding['verdict'], string>> = {
  better: 'teal',
  worse: 'red',
  open: 'gray',
  caution: 'yellow',
  note: 'gray',
};

/** What the numbers allow to be said at the hardest condition; what is unlike between arms is said by the warnings below. */
export function FindingList({ data }: { readonly data: ReportData }) {
  const findings = splitFindings(data).main.filter(({ kind }) => kind !== 'comparability');
  return (
    <Stack gap={6} component="ul" m={0} p={0} style={{ listStyle: 'none' }} aria-live="polite">
      {findings.map(({ text: sentence, verdict }) => (
        <Group key={sentence} component="li" gap="sm" wrap="nowrap" align="flex-start">
          <Badge
            variant="outline"
            color={colours[verdict]}
            tt="none"
            w={92}
            style={{ flexShrink: 0, color: 'inherit' }}
          >
            {findingWords[verdict]}
          </Badge>
          <Text size="sm">{sentence}</Text>
        </Group>
      ))}
    </Stack>
  );
}
