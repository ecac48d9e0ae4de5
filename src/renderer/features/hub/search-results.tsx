import { Badge, Button, Group, ScrollArea, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RepoKind } from '../../../shared/contract/hub.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatCount } from '../../components/format.ts';
import { text } from '../../text/index.ts';
import { useSearchQuery } from './queries.ts';

interface SearchResultsProps {
  readonly kind: RepoKind;
  readonly query: string;
  readonly onChoose: (id: string) => void;
}

/** What the hub has under a name. */
export function SearchResults({ kind, query, onChoose }: SearchResultsProps) {
  const found = useQuery(useSearchQuery(kind, query));
  if (found.error) return <ErrorPanel error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton h={240} />;
  if (found.data.length === 0)
    return (
      <Text size="sm" component="output">
        {text.hub.nothing(kind, query)}
      </Text>
    );
  const { columns } = text.hub;
  return (
    <ScrollArea.Autosize mah={320} type="auto">
      <Table highlightOnHover verticalSpacing={2} fz="sm" stickyHeader aria-label={text.hub.results(kind)}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.name}</Table.Th>
            <Table.Th ta="right">{columns.downloads}</Table.Th>
            <Table.Th ta="right">{columns.likes}</Table.Th>
            <Table.Th ta="right">{columns.updated}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.data.map((entry) => (
            <Table.Tr key={entry.id}>
              <Table.Td>
                <Group gap="xs">
                  <Button
                    variant="transparent"
                    size="compact-sm"
                    px={0}
                    onClick={() => onChoose(entry.id)}
                    aria-label={text.hub.choose(entry.id)}
                  >
                    {entry.id}
                  </Button>
                  {entry.isGated && <Mark label={text.hub.gated} />}
                  {entry.isPrivate && <Mark label={text.hub.private} />}
                </Group>
              </Table.Td>
              <Table.Td ta="right">{formatCount(entry.downloads)}</Table.Td>
              <Table.Td ta="right">{formatCount(entry.likes)}</Table.Td>
              <Table.Td ta="right">{new Date(entry.updatedAtMs).toISOString().slice(0, 10)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

function Mark({ label }: { readonly label: string }) {
  return (
    <Badge size="sm" variant="light" tt="none" autoContrast>
      {label}
    </Badge>
  );
}
