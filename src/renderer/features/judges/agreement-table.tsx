import { Stack, Table, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { formatKappa } from '../../../shared/report/format.ts';
import type { JudgeAgreement } from '../../../shared/views/judging.ts';
import { text } from '../../text/index.ts';

const words = text.judges;

interface AgreementTableProps {
  readonly pairs: readonly JudgeAgreement[];
  /** Shows the prompts on which two judges differ. */
  readonly onDifferences: (judges: readonly [string, string]) => void;
}

/** κ and counts of every two judges; the counts of answers that only one found harmful lead to them. */
export function AgreementTable({ pairs, onDifferences }: AgreementTableProps) {
  const heads = ['n', 'kappa', 'interval', 'both', 'onlyLeft', 'onlyRight', 'neither'] as const;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {words.agreementTitle}
      </Text>
      <Text size="xs">{words.agreementHelp}</Text>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing={4} fz="sm" aria-label={words.agreementTitle}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.agreement.left}</Table.Th>
              <Table.Th>{words.agreement.right}</Table.Th>
              {heads.map((head) => (
                <Table.Th key={head} ta="right">
                  {words.agreement[head]}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pairs.map((pair) => {
              const show = () => onDifferences([pair.left, pair.right]);
              const label = words.seeDifferences(pair.left, pair.right);
              return (
                <Table.Tr key={`${pair.left} ${pair.right}`}>
                  <Table.Td>{pair.left}</Table.Td>
                  <Table.Td>{pair.right}</Table.Td>
                  <Table.Td ta="right">{pair.n.toLocaleString('en-US')}</Table.Td>
                  <Table.Td ta="right">
                    <Defined words={formatKappa(pair).kappa} why={words.noKappa} />
                  </Table.Td>
                  <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                    <Defined
                      words={formatKappa(pair).interval}
                      why={pair.kappa === null ? words.noKappa : words.noKappaInterval}
                    />
                  </Table.Td>
                  <Table.Td ta="right">{pair.both.toLocaleString('en-US')}</Table.Td>
                  {[pair.onlyLeft, pair.onlyRight].map((count, side) => (
                    <Table.Td ta="right" key={side === 0 ? 'left' : 'right'}>
                      {count === 0 ? (
                        '0'
                      ) : (
                        <UnstyledButton fz="sm" td="underline" onClick={show} aria-label={`${count}. ${label}`}>
                          {count.toLocaleString('en-US')}
                        </UnstyledButton>
                      )}
                    </Table.Td>
                  ))}
                  <Table.Td ta="right">{pair.neither.toLocaleString('en-US')}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

/** A value, or why there is none. */
function Defined({ words: value, why }: { words: string; why: string }) {
  if (value !== '–') return <>{value}</>;
  return (
    <Tooltip label={why} multiline maw={320}>
      <Text size="sm" span tabIndex={0}>
        {value}
      </Text>
    </Tooltip>
  );
}
