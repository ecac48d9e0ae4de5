import { Anchor, Box, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { RunsTable } from '../../../shared/contract/runs.ts';
import { Section } from '../../components/section.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import { text } from '../../text/index.ts';
import { createRunNames } from '../queue/list-finished.ts';

/** Runs that a person wants to come back to. */
export function StarredCard() {
  const lab = useLab();
  const starred = useQuery({
    ...labQuery(
      ['runs', 'table'],
      (signal) => lab.runs.table(undefined, { signal }),
      ({ kind }) => kind === 'runs' || kind === 'run',
    ),
    select: listStarred,
  });
  const rows = starred.data ?? [];
  return (
    <Section title={text.home.starred}>
      {rows.length === 0 ? (
        <Text size="sm">{text.home.starredNone}</Text>
      ) : (
        <Stack gap={4}>
          {rows.map(({ row, name }) => (
            <Group key={row.runId} justify="space-between" wrap="nowrap">
              <Box miw={0}>
                <Anchor component={Link} to={`/runs/${row.runId}`} size="sm" display="block" truncate>
                  {name}
                </Anchor>
                <Text size="xs" truncate>
                  {row.experimentName}
                </Text>
              </Box>
              <Box flex="none">
                <StatusBadge status={row.status} />
              </Box>
            </Group>
          ))}
        </Stack>
      )}
    </Section>
  );
}

function listStarred(table: RunsTable) {
  const nameOf = createRunNames(table);
  return table.rows.flatMap((row, index) =>
    row.isStarred && row.trashedAtMs === null ? [{ row, name: nameOf(index) }] : [],
  );
}
