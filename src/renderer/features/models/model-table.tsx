import { ActionIcon, Badge, Group, Table, Text, Tooltip } from '@mantine/core';
import { IconStethoscope, IconTrash } from '@tabler/icons-react';
import type { ModelEntry } from '../../../shared/contract/library.ts';
import { text } from '../../text/index.ts';

interface ModelTableProps {
  readonly models: readonly ModelEntry[];
  readonly onLook: (model: ModelEntry) => void;
  readonly onRemove: (model: ModelEntry) => void;
}

/** Models with their family and size. */
export function ModelTable({ models, onLook, onRemove }: ModelTableProps) {
  const { columns } = text.models;
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table highlightOnHover verticalSpacing={6} fz="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.name}</Table.Th>
            <Table.Th>{columns.family}</Table.Th>
            <Table.Th ta="right">{columns.parameters}</Table.Th>
            <Table.Th ta="right">{columns.actions}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {models.map((model) => (
            <Table.Tr key={model.id}>
              <Table.Td maw={520}>
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    {model.name}
                  </Text>
                  {model.source === 'sample' && (
                    <Badge size="sm" variant="light" tt="none" autoContrast>
                      {text.models.sample}
                    </Badge>
                  )}
                  {model.isMissing && (
                    <Tooltip label={text.models.missingHelp}>
                      <Badge color="red" variant="light" size="sm" tt="none" autoContrast>
                        {text.models.missing}
                      </Badge>
                    </Tooltip>
                  )}
                </Group>
                <Text size="xs" truncate title={model.path} ff="monospace">
                  {model.path}
                </Text>
              </Table.Td>
              <Table.Td>{model.family ?? '–'}</Table.Td>
              <Table.Td ta="right">
                {model.parameterCount === null ? '–' : text.models.parameters(model.parameterCount)}
              </Table.Td>
              <Table.Td>
                <Group gap={4} justify="flex-end" wrap="nowrap">
                  <Tooltip label={text.models.look}>
                    <ActionIcon
                      variant="subtle"
                      aria-label={text.models.lookAt(model.name)}
                      onClick={() => onLook(model)}
                    >
                      <IconStethoscope size={18} aria-hidden />
                    </ActionIcon>
                  </Tooltip>
                  {model.source === 'added' && (
                    <Tooltip label={text.models.remove}>
                      <ActionIcon
                        variant="subtle"
                        color="red"
                        aria-label={text.models.removeNamed(model.name)}
                        onClick={() => onRemove(model)}
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
