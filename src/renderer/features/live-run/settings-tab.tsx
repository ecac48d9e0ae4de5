import { Badge, Button, Group, Stack, Switch, Table, Text, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCopy, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { RunSettings } from '../../../shared/spec/experiment.ts';
import { showDone } from '../../components/toasts.tsx';
import { text } from '../../text/index.ts';
import { listSettingRows } from './list-setting-rows.ts';

const words = text.liveRun.settings;

/** All settings of the run, with the paper's values beside them. */
export function SettingsTab({ settings }: { settings: RunSettings }) {
  const [search, setSearch] = useState('');
  const [isOnlyDifferent, setOnlyDifferent] = useState(false);
  const clipboard = useClipboard();
  const rows = useMemo(() => listSettingRows(settings), [settings]);
  const wanted = search.trim().toLowerCase();
  const shown = rows.filter(
    (row) =>
      (!isOnlyDifferent || row.differsFromPaper) &&
      `${row.label} ${row.symbol ?? ''} ${row.path} ${row.value}`.toLowerCase().includes(wanted),
  );
  const copy = () => {
    clipboard.copy(JSON.stringify(settings, null, 2));
    showDone(words.copied);
  };
  const { columns } = words;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <TextInput
          size="xs"
          w={280}
          aria-label={words.search}
          placeholder={words.search}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Switch
          size="xs"
          label={words.onlyDifferent}
          checked={isOnlyDifferent}
          onChange={(event) => setOnlyDifferent(event.currentTarget.checked)}
        />
        <Button size="xs" variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={copy}>
          {words.copyAll}
        </Button>
      </Group>
      {shown.length === 0 && <Text size="sm">{words.nothing}</Text>}
      {shown.length > 0 && (
        <Table.ScrollContainer minWidth={720}>
          <Table fz="sm" verticalSpacing={3} aria-label={words.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{columns.setting}</Table.Th>
                <Table.Th>{columns.value}</Table.Th>
                <Table.Th>{columns.paper}</Table.Th>
                <Table.Th>{columns.path}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((row) => (
                <Table.Tr key={row.path}>
                  <Table.Th scope="row" fw={500} title={row.help}>
                    {row.label}
                    {row.symbol && ` (${row.symbol})`}
                  </Table.Th>
                  <Table.Td style={{ overflowWrap: 'anywhere' }}>
                    {row.value}
                    {row.unit && ` ${row.unit}`}
                  </Table.Td>
                  <Table.Td>
                    <Group gap={6} wrap="nowrap">
                      {row.paper ?? ''}
                      {row.differsFromPaper && (
                        <Badge
                          size="xs"
                          variant="light"
                          tt="none"
                          autoContrast
                          color="orange"
                          style={{ flexShrink: 0 }}
                        >
                          {words.differs}
                        </Badge>
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td ff="monospace" fz="xs">
                    {row.path}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
