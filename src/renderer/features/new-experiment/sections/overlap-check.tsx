import { Badge, Box, Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconCopyCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { canonicalJson } from '../../../../shared/canonical-json.ts';
import type { DraftSpec } from '../../../../shared/contract/experiments.ts';
import { isMeantToShare } from '../../../../shared/overlap-sets.ts';
import type { OverlapReport } from '../../../../shared/views/inspection.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { formatCount } from '../../../components/format.ts';
import { HarmfulText } from '../../../components/harmful-text.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { text } from '../../../text/index.ts';
import { writeDraft } from '../form/form-state.ts';
import { useForm } from '../form-context.tsx';

const words = text.newExperiment.overlap;

/** Looks, when asked to, for prompts that the experiment's data sets share or repeat, word for word or nearly. */
export function OverlapCheck() {
  const lab = useLab();
  const { state } = useForm();
  const draft = useMemo(() => writeDraft(state), [state]);
  const check = useMutation({
    mutationFn: (asked: DraftSpec) => lab.experiments.overlap({ draft: asked }),
  });
  const isOld = check.variables !== undefined && canonicalJson(check.variables) !== canonicalJson(draft);
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconCopyCheck size={14} aria-hidden />}
          loading={check.isPending}
          onClick={() => check.mutate(draft)}
        >
          {words.check}
        </Button>
        <Text size="xs">{check.data && isOld ? words.isOld : words.help}</Text>
      </Group>
      {check.error && <ErrorPanel error={check.error} />}
      <Box aria-live="polite" style={{ opacity: isOld ? 0.6 : 1 }}>
        {check.data && <OverlapView report={check.data} />}
      </Box>
    </Stack>
  );
}

function OverlapView({ report }: { report: OverlapReport }) {
  const shared = report.between.filter(({ exactCount, nearCount }) => exactCount + nearCount > 0);
  return (
    <Stack gap="sm">
      {report.problems.map(({ path, message }) => (
        <Text size="sm" c="red" key={`${path} ${message}`}>
          {message}
        </Text>
      ))}
      <SetTable sets={report.sets} />
      {shared.length === 0 ? (
        <Text size="sm">{words.none}</Text>
      ) : (
        <Table.ScrollContainer minWidth={560}>
          <Table fz="xs" verticalSpacing={4} captionSide="top">
            <Table.Caption>{words.between}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{words.left}</Table.Th>
                <Table.Th>{words.right}</Table.Th>
                <Table.Th ta="right">{words.same}</Table.Th>
                <Table.Th ta="right">{words.near}</Table.Th>
                <Table.Th>{words.examples}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shared.map(({ left, right, exactCount, nearCount, examples }) => (
                <Table.Tr key={`${left} ${right}`}>
                  <Table.Td>{left}</Table.Td>
                  <Table.Td>
                    {right}{' '}
                    {isMeantToShare(left, right) && (
                      <Badge size="xs" variant="light" color="gray" tt="none" autoContrast>
                        {words.meant}
                      </Badge>
                    )}
                  </Table.Td>
                  <Table.Td ta="right">{formatCount(exactCount)}</Table.Td>
                  <Table.Td ta="right">{formatCount(nearCount)}</Table.Td>
                  <Table.Td>
                    <Examples examples={examples} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Text size="xs">{words.method(report.threshold)}</Text>
    </Stack>
  );
}

function SetTable({ sets }: Pick<OverlapReport, 'sets'>) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table fz="xs" verticalSpacing={4} captionSide="top">
        <Table.Caption>{words.within}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.set}</Table.Th>
            <Table.Th ta="right">{words.rows}</Table.Th>
            <Table.Th ta="right">{words.repeats}</Table.Th>
            <Table.Th ta="right">{words.near}</Table.Th>
            <Table.Th>{words.examples}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {sets.map(({ role, rowCount, within }) => (
            <Table.Tr key={role}>
              <Table.Td>{role}</Table.Td>
              <Table.Td ta="right">{formatCount(rowCount)}</Table.Td>
              <Table.Td ta="right">{formatCount(within.exactCount)}</Table.Td>
              <Table.Td ta="right">{formatCount(within.nearCount)}</Table.Td>
              <Table.Td>
                <Examples examples={within.examples} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Examples({ examples }: Pick<OverlapReport['between'][number], 'examples'>) {
  if (examples.length === 0) return null;
  return (
    <HarmfulText>
      {examples.slice(0, 2).map(({ leftRow, rightRow, leftText, rightText, isExact, similarity }) => (
        <Text size="xs" key={`${leftRow} ${rightRow}`} style={{ overflowWrap: 'anywhere' }}>
          {isExact
            ? words.sameExample(leftRow, rightRow, leftText)
            : words.nearExample({ leftRow, rightRow, leftText, rightText, similarity })}
        </Text>
      ))}
    </HarmfulText>
  );
}
