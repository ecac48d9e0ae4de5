import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RunsTable } from '../../../shared/contract/runs.ts';
import { formatTime } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { text } from '../../text/index.ts';
import { useRunsTableQuery } from '../runs/queries.ts';
import { listFinished } from './list-finished.ts';
import classes from './queue.module.css';

const shown = 8;

/** The runs that were completed last. Nothing while there are none: the rest of the page says what to do. */
export function FinishedRuns() {
  const query = useRunsTableQuery();
  const { data } = useQuery({ ...query, select: selectFinished });
  if (!data || data.length === 0) return null;
  return (
    <Section
      title={text.queue.finished}
      actions={
        <Anchor size="sm" renderRoot={(props) => <Link {...props} to="/runs" />}>
          {text.queue.allRuns}
        </Anchor>
      }
    >
      <Stack component="ul" className={classes.plain} gap={4} aria-label={text.queue.finished}>
        {data.map((run) => (
          <Group component="li" key={run.runId} justify="space-between" wrap="nowrap" gap="md">
            <Text size="sm" truncate>
              <Anchor
                size="sm"
                fw={600}
                renderRoot={(props) => <Link {...props} to="/runs/$runId" params={{ runId: run.runId }} />}
              >
                {run.name}
              </Anchor>{' '}
              {run.experimentName}
            </Text>
            <Group gap="md" wrap="nowrap">
              {run.scores.map(({ name, value }) => (
                <Text size="sm" key={name}>
                  {name} {value}
                </Text>
              ))}
              <Text size="sm" w={160} ta="right">
                {formatTime(run.finishedAtMs)}
              </Text>
            </Group>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}

function selectFinished(table: RunsTable) {
  return listFinished(table, shown);
}
