import { Anchor, Button, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Selection } from '../../../shared/contract/compare.ts';
import { useExperimentsQuery } from '../home/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatTime } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';

interface ChooseSelectionProps {
  readonly title?: string;
  readonly body?: string;
  /** What the button of an experiment says. */
  readonly action?: string;
  readonly onChoose: (selection: Selection) => void;
}

/** Experiments to choose from, newest first, or how to come by one. */
export function ChooseSelection(props: ChooseSelectionProps) {
  const { title = text.compare.chooseTitle, body = text.compare.chooseBody, action = text.compare.open } = props;
  const experiments = useQuery(useExperimentsQuery());
  if (experiments.isPending) return <Skeleton h={180} aria-label={text.common.loading} />;
  if (experiments.isError) return <ErrorPanel error={experiments.error} onRetry={() => void experiments.refetch()} />;
  if (experiments.data.length === 0) {
    return (
      <EmptyState title={text.compare.noneTitle} body={text.compare.noneBody}>
        <Button component={Link} to="/">
          {text.compare.toHome}
        </Button>
      </EmptyState>
    );
  }
  return (
    <Section title={title}>
      <Stack gap="sm">
        <Text size="sm" maw={760}>
          {body}{' '}
          <Anchor component={Link} to="/runs" underline="always">
            {text.compare.chooseRuns}
          </Anchor>
        </Text>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.compare.experiment}</Table.Th>
              <Table.Th scope="col">{text.compare.progress}</Table.Th>
              <Table.Th scope="col">{text.compare.created}</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {experiments.data.toReversed().map(({ id, name, runCount, runCounts, createdAtMs }) => (
              <Table.Tr key={id}>
                <Table.Th scope="row" fw={500}>
                  {name}
                </Table.Th>
                <Table.Td>{text.compare.ofRuns(runCounts.completed, runCount)}</Table.Td>
                <Table.Td>{formatTime(createdAtMs)}</Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`${action}: ${name}`}
                    onClick={() => props.onChoose({ experimentId: id })}
                  >
                    {action}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Section>
  );
}
