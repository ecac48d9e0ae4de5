import { Anchor, Button, Group, Table, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ExperimentView } from '../../../shared/views/lab.ts';
import { formatTime } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { ImportedMark } from '../bundles/imported-from.tsx';

const shown = 8;

/** The last experiments, newest first. */
export function RecentExperiments({ experiments }: { experiments: readonly ExperimentView[] }) {
  const recent = experiments.toReversed().slice(0, shown);
  return (
    <Section
      title={text.home.recent}
      actions={
        <Group gap="xs">
          <Button component={Link} to="/runs" size="compact-sm" variant="default">
            {text.home.allRuns}
          </Button>
          <Button component={Link} to="/new" size="compact-sm">
            {text.home.newExperiment}
          </Button>
        </Group>
      }
    >
      <Table fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.home.experiment}</Table.Th>
            <Table.Th>{text.home.started}</Table.Th>
            <Table.Th>{text.home.state}</Table.Th>
            <Table.Th>
              <VisuallyHidden>{text.home.compare}</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {recent.map((experiment) => (
            <Table.Tr key={experiment.id}>
              <Table.Td>
                <Group gap="xs" wrap="nowrap">
                  <Anchor component={Link} to={`/experiments/${experiment.id}`} size="sm">
                    {experiment.name}
                  </Anchor>
                  <ImportedMark origins={experiment.origins} />
                </Group>
              </Table.Td>
              <Table.Td>{formatTime(experiment.createdAtMs)}</Table.Td>
              <Table.Td>
                <Text size="sm">{describeState(experiment)}</Text>
              </Table.Td>
              <Table.Td ta="right">
                {experiment.runCounts.completed > 0 && (
                  <Anchor component={Link} to={`/compare?experiment=${experiment.id}`} size="sm">
                    {text.home.compare}
                  </Anchor>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function describeState({ runCounts, runCount }: ExperimentView): string {
  return [
    text.home.runsOf(runCounts.completed, runCount),
    ...(runCounts.failed > 0 ? [text.home.failedRuns(runCounts.failed)] : []),
    ...(runCounts.interrupted > 0 ? [text.home.interruptedRuns(runCounts.interrupted)] : []),
  ].join(', ');
}
