import { Anchor, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Section } from '../../components/section.tsx';
import { StatusBadge } from '../../components/status-badge.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';
import { text } from '../../text/index.ts';

/** Runs that a person wants to come back to. */
export function StarredCard() {
  const lab = useLab();
  const starred = useQuery({
    ...labQuery(
      ['runs', 'table'],
      (signal) => lab.runs.table(undefined, { signal }),
      ({ kind }) => kind === 'runs' || kind === 'run',
    ),
    select: (table) => table.rows.filter((row) => row.isStarred && row.trashedAtMs === null),
  });
  const rows = starred.data ?? [];
  return (
    <Section title={text.home.starred}>
      {rows.length === 0 ? (
        <Text size="sm">{text.home.starredNone}</Text>
      ) : (
        <Stack gap={4}>
          {rows.map((row) => (
            <Group key={row.runId} justify="space-between" wrap="nowrap">
              <Anchor component={Link} to={`/runs/${row.runId}`} size="sm" truncate>
                {row.experimentName}: {row.arm} ({row.runId})
              </Anchor>
              <StatusBadge status={row.status} />
            </Group>
          ))}
        </Stack>
      )}
    </Section>
  );
}
