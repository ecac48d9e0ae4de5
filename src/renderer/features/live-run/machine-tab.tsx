import { Card, Group, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MachineLoad } from '../../../shared/contract/system.ts';
import type { StageView } from '../../../shared/views/lab.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { formatDuration, formatNumber, formatPercent } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { Sparkline } from './sparkline.tsx';

const words = text.liveRun.machine;
const measureEveryMs = 2000;
const keptMeasurements = 150;

interface Gauge {
  readonly label: string;
  readonly now: string;
  /** 0..1, the last measurements, oldest first. */
  readonly shares: readonly number[];
}

/** What the machine does now, and what the workers of this run recorded. */
export function MachineTab({ stages, isActive }: { stages: readonly StageView[]; isActive: boolean }) {
  const history = useMachineLoad(isActive);
  const last = history.loads.at(-1);
  return (
    <Stack>
      {history.error !== null && <ErrorPanel error={history.error} />}
      {last && (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {listGauges(last, history.loads).map((gauge) => (
            <Card key={gauge.label} withBorder padding="sm">
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm" fw={600}>
                  {gauge.label}
                </Text>
                <Text size="sm">{gauge.now}</Text>
              </Group>
              {gauge.shares.length > 1 && <Sparkline shares={gauge.shares} />}
            </Card>
          ))}
        </SimpleGrid>
      )}
      <Text size="xs">
        {words.help} {last && last.gpus.length === 0 && words.noGpu}
      </Text>
      <Section title={words.usedLast}>
        <Recorded stages={stages} />
      </Section>
    </Stack>
  );
}

/** Measurements since the tab was opened; one only, unless the run is active. */
function useMachineLoad(isActive: boolean): { loads: readonly MachineLoad[]; error: unknown } {
  const lab = useLab();
  const [loads, setLoads] = useState<readonly MachineLoad[]>([]);
  // Nothing announces the load of a machine, so it has to be asked for; not while the page is hidden.
  const { data, error } = useQuery({
    queryKey: ['system', 'load'],
    queryFn: ({ signal }) => lab.system.load(undefined, { signal }),
    refetchInterval: isActive ? measureEveryMs : false,
    staleTime: 0,
    structuralSharing: false,
  });
  if (data && data !== loads.at(-1)) setLoads([...loads, data].slice(-keptMeasurements));
  return { loads, error };
}

function listGauges(last: MachineLoad, loads: readonly MachineLoad[]): readonly Gauge[] {
  const memory = (used: number, total: number): string => words.of(formatBytes(used), formatBytes(total));
  return [
    { label: words.cpu, now: formatPercent(100 * last.cpu), shares: loads.map((load) => load.cpu) },
    {
      label: words.memory,
      now: memory(last.memoryUsedBytes, last.memoryTotalBytes),
      shares: loads.map((load) => load.memoryUsedBytes / load.memoryTotalBytes),
    },
    {
      label: words.workers,
      now: formatBytes(last.workersBytes),
      shares: loads.map((load) => load.workersBytes / load.memoryTotalBytes),
    },
    ...last.gpus.flatMap((gpu, index): Gauge[] => [
      {
        label: words.gpu(gpu.name),
        now: formatPercent(100 * gpu.load),
        shares: loads.map((load) => load.gpus[index]?.load ?? 0),
      },
      {
        label: words.gpuMemory(gpu.name),
        now: memory(gpu.memoryUsedBytes, gpu.memoryTotalBytes),
        shares: loads.map((load) => {
          const then = load.gpus[index];
          return then ? then.memoryUsedBytes / then.memoryTotalBytes : 0;
        }),
      },
    ]),
  ];
}

function Recorded({ stages }: { stages: readonly StageView[] }) {
  const started = stages.filter((stage) => stage.device !== null);
  if (started.length === 0) return <Text size="sm">{words.none}</Text>;
  return (
    <Table fz="sm" aria-label={words.usedLast}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.liveRun.log.stage}</Table.Th>
          <Table.Th>{words.device}</Table.Th>
          <Table.Th>{words.versions}</Table.Th>
          <Table.Th>{words.totals}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {started.map((stage) => (
          <Table.Tr key={stage.key}>
            <Table.Th scope="row">{text.common.stages[stage.kind]}</Table.Th>
            <Table.Td>{stage.device}</Table.Td>
            <Table.Td>
              {Object.entries(stage.versions)
                .map((pair) => pair.join(' '))
                .join(', ')}
            </Table.Td>
            <Table.Td>
              {Object.entries(stage.totals)
                .map(([name, value]) => describeTotal(name, value))
                .join(', ')}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** A total by the unit at the end of its name, such as peakMemoryBytes. */
function describeTotal(name: string, value: number): string {
  const [, stem = name, unit = ''] = /^(.*?)(Bytes|Seconds|Ms)?$/.exec(name) ?? [];
  const label = stem.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const formats: Readonly<Record<string, (amount: number) => string>> = {
    Bytes: formatBytes,
    Seconds: (seconds) => formatDuration(1000 * seconds),
    Ms: formatDuration,
  };
  return `${label} ${(formats[unit] ?? formatNumber)(value)}`;
}
