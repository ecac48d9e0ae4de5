import { ActionIcon, Badge, Code, Group, Table, Text, Tooltip } from '@mantine/core';
import { IconEye, IconTrash } from '@tabler/icons-react';
import type { DatasetEntry } from '../../../shared/contract/library.ts';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { formatTime } from '../../components/format.ts';
import { text } from '../../text/index.ts';
import { describeRecipe } from './describe-recipe.ts';

interface DatasetTableProps {
  readonly entries: readonly DatasetEntry[];
  readonly onLook: (entry: DatasetEntry) => void;
  /** Absent where nothing can be removed. */
  readonly onRemove?: (entry: DatasetEntry) => void;
}

/** Data sets with their use, size and digest. */
export function DatasetTable({ entries, onLook, onRemove }: DatasetTableProps) {
  const { columns } = text.datasets;
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table highlightOnHover verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.name}</Table.Th>
            <Table.Th>{columns.role}</Table.Th>
            <Table.Th ta="right">{columns.rows}</Table.Th>
            <Table.Th ta="right">{columns.size}</Table.Th>
            {onRemove && <Table.Th>{columns.digest}</Table.Th>}
            {onRemove && <Table.Th>{columns.added}</Table.Th>}
            <Table.Th ta="right">{columns.actions}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id}>
              <Table.Td maw={360}>
                <Text size="sm" fw={500}>
                  {entry.name}
                </Text>
                <Text size="xs" truncate title={entry.path} ff="monospace">
                  {entry.path}
                </Text>
                {entry.recipe && (
                  <Text size="xs" title={entry.from?.digest}>
                    {describeRecipe(entry.recipe, entry.from?.fileName)}
                  </Text>
                )}
                {entry.isMissing && (
                  <Tooltip label={text.datasets.missingHelp}>
                    <Badge color="red" variant="light" size="sm" tt="none" autoContrast>
                      {text.datasets.missing}
                    </Badge>
                  </Tooltip>
                )}
              </Table.Td>
              <Table.Td>{entry.role === null ? text.datasets.noRole : text.datasets.roles[entry.role]}</Table.Td>
              <Table.Td ta="right">{entry.rowCount?.toLocaleString('en-US') ?? '–'}</Table.Td>
              <Table.Td ta="right">{formatBytes(entry.sizeBytes)}</Table.Td>
              {onRemove && (
                <Table.Td>
                  <Code title={entry.digest ?? ''}>{entry.digest?.slice(0, 12) ?? '–'}</Code>
                </Table.Td>
              )}
              {onRemove && <Table.Td>{formatTime(entry.addedAtMs)}</Table.Td>}
              <Table.Td>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <Tooltip label={text.datasets.look}>
                    <ActionIcon
                      variant="subtle"
                      aria-label={text.datasets.lookAt(entry.name)}
                      disabled={entry.isMissing}
                      onClick={() => onLook(entry)}
                    >
                      <IconEye size={18} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                  {onRemove && (
                    <Tooltip label={text.datasets.remove}>
                      <ActionIcon
                        variant="subtle"
                        color="red"
                        aria-label={text.datasets.removeNamed(entry.name)}
                        onClick={() => onRemove(entry)}
                      >
                        <IconTrash size={18} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
