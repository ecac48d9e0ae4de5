import { Alert, Button, Group, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import type { ProbeKind } from '../../../shared/spec/probe.ts';
import type { ProbeView } from '../../../shared/views/probe.ts';
import type { WorkReading } from '../../../shared/views/work.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatDuration } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useComparison } from './comparison-view.tsx';
import { DriftTable, HarmfulDirection } from './probe-pictures.tsx';
import { useProbesQuery } from './queries.ts';
import { useMeasuring } from './use-measuring.ts';

/** What was measured of the kept models besides their answers: the loss along the harmful direction and the drift. */
export function ProbeSection() {
  const { data } = useComparison();
  // A measurement belongs to an experiment; runs of several have none in common.
  const experimentId = data.experiment.id;
  if (experimentId.includes(', ')) return null;
  const words = text.compare.probes;
  return (
    <Section title={words.title}>
      <Stack gap="lg">
        <Text size="sm">{words.help}</Text>
        <Probe
          experimentId={experimentId}
          kind="harmful-direction"
          title={words.direction}
          help={words.directionHelp}
          Picture={HarmfulDirection}
        />
        <Probe
          experimentId={experimentId}
          kind="drift"
          title={words.drift}
          help={words.driftHelp}
          Picture={DriftTable}
        />
      </Stack>
    </Section>
  );
}

interface ProbeProps {
  readonly experimentId: string;
  readonly kind: ProbeKind;
  readonly title: string;
  readonly help: string;
  readonly Picture: ComponentType<{ view: ProbeView }>;
}

function Probe({ experimentId, kind, title, help, Picture }: ProbeProps) {
  const probes = useQuery(useProbesQuery(experimentId, kind));
  const { reading, start, stop } = useMeasuring(experimentId, kind);
  const view = probes.data;
  const words = text.compare.probes;
  return (
    <Stack gap="xs">
      <Title order={3} fz="sm">
        {title}
      </Title>
      <Text size="xs">{help}</Text>
      {probes.error && <ErrorPanel error={probes.error} onRetry={() => void probes.refetch()} />}
      {probes.isPending && <Skeleton h={40} aria-label={text.common.loading} />}
      {view && (
        <Group gap="sm">
          <Text size="sm" component="output">
            {words.measured(view.measuredRuns, view.runs)}
          </Text>
          {view.measuredRuns + view.withoutModels < view.runs && !reading && (
            <Button size="xs" variant="default" aria-label={words.measure(title)} onClick={() => void start()}>
              {words.measureShort}
            </Button>
          )}
        </Group>
      )}
      {view && view.withoutModels > 0 && <Text size="xs">{words.withoutModels(view.withoutModels)}</Text>}
      {view && view.warning === null && view.groups.length > 0 && <Text size="xs">{words.on(nameFiles(view))}</Text>}
      {view?.warning && (
        <Alert color="yellow" p="xs" title={words.unlike}>
          <Text size="sm">{view.warning}</Text>
        </Alert>
      )}
      {reading && <Measurement title={title} reading={reading} onStop={stop} />}
      {view && view.groups.length > 0 && <Picture view={view} />}
    </Stack>
  );
}

/** What was measured on; where each seed has a file of its own, all of them. */
function nameFiles({ groups }: ProbeView): string[] {
  return [...new Set(groups.flatMap(({ data }) => data.map(({ name }) => name)))];
}

interface MeasurementProps {
  readonly title: string;
  readonly reading: WorkReading;
  readonly onStop: () => void;
}

function Measurement({ title, reading, onStop }: MeasurementProps) {
  const { text: doing, fraction, remainingMs } = reading;
  const words = text.compare.probes;
  const percent = Math.floor(100 * fraction);
  const left = remainingMs === null ? null : formatDuration(remainingMs);
  const said = doing === 'waiting' ? words.waiting : words.working(percent, left);
  return (
    <Stack gap={4} maw={520}>
      <Group justify="space-between">
        <Text size="sm">{said}</Text>
        <Button size="xs" variant="default" aria-label={words.stopNamed(title)} onClick={onStop}>
          {words.stop}
        </Button>
      </Group>
      <Progress value={100 * fraction} aria-label={title} />
      <Text size="xs">{words.kept}</Text>
    </Stack>
  );
}
