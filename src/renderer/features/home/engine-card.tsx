import { Alert, Badge, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { EngineState } from '../../../shared/contract/system.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { Section } from '../../components/section.tsx';
import { useConnectionState } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useEngineQuery } from './queries.ts';

/** What training runs on, and what is missing with the way to get it. */
export function EngineCard() {
  const engine = useQuery(useEngineQuery());
  const problems = engine.data?.problems ?? [];
  return (
    <Section
      title={text.home.engineTitle}
      actions={
        engine.data && (
          <Badge color={problems.length === 0 ? 'green' : 'red'} variant="light" tt="none" autoContrast>
            {problems.length === 0 ? text.home.engineReady : text.home.engineProblems(problems.length)}
          </Badge>
        )
      }
    >
      {engine.isPending && <Skeleton h={120} />}
      {engine.error && <ErrorPanel error={engine.error} onRetry={() => void engine.refetch()} />}
      {engine.data && (
        <Stack gap="xs">
          {problems.map(({ what, fix }) => (
            <Alert key={what} color="red" title={what}>
              <Text size="sm">
                {text.home.engineFix}: {fix}
              </Text>
            </Alert>
          ))}
          <EngineFacts engine={engine.data} />
        </Stack>
      )}
    </Section>
  );
}

function EngineFacts({ engine }: { engine: EngineState }) {
  const state = useConnectionState();
  const hello = state.kind === 'open' ? state.hello : null;
  const rows: [string, string][] = [
    [
      text.home.engineDevice,
      engine.device === 'gpu'
        ? engine.gpus.map((gpu) => gpu.name).join(', ')
        : text.home.engineCpu(engine.cpuName, engine.cores),
    ],
    ['TensorFlow', engine.tensorflow ?? text.common.none],
    [text.home.engineMemory, formatBytes(engine.memoryBytes)],
    [text.home.engineDisk, formatBytes(engine.diskFreeBytes)],
    ...(hello
      ? ([
          [text.home.engineSlots, String(hello.slots)],
          [text.home.engineData, hello.dataFolder],
        ] satisfies [string, string][])
      : []),
  ];
  return (
    <Table variant="vertical" layout="fixed" withRowBorders={false} verticalSpacing={3} fz="sm">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th w={130} fw={500}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
