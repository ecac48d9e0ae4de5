import { ActionIcon, Anchor, Button, Group, Menu, Skeleton, Table, Text, Tooltip } from '@mantine/core';
import { IconDownload, IconFolderOpen, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { WrittenReport } from '../../../shared/contract/compare.ts';
import { download } from '../../charts/export-chart.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatBytes } from '../../../shared/format-bytes.ts';
import { formatTime } from '../../components/format.ts';
import { Section } from '../../components/section.tsx';
import { showError, showUndo } from '../../components/toasts.tsx';
import { useConnectionState, useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useReportsQuery } from './queries.ts';

/** The reports in the data folder, newest first. */
export function ReportShelf() {
  const query = useQuery(useReportsQuery());
  return (
    <Section title={text.reports.shelf}>
      {query.isError ? (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      ) : !query.data ? (
        <Skeleton h={80} aria-label={text.common.loading} />
      ) : query.data.length === 0 ? (
        <Text size="sm">{text.reports.shelfEmpty}</Text>
      ) : (
        <Table verticalSpacing="xs" aria-label={text.reports.shelf}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.reports.reportTitle}</Table.Th>
              <Table.Th scope="col">{text.reports.when}</Table.Th>
              <Table.Th scope="col">{text.reports.files}</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {query.data.map((report) => (
              <ReportRow key={report.id} report={report} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}

function ReportRow({ report }: { report: WrittenReport }) {
  const lab = useLab();
  const queries = useQueryClient();
  const connection = useConnectionState();
  const isDesktop = connection.kind === 'open' && connection.hello.host === 'desktop';
  const { id, title, folder } = report;
  const main = report.files.filter(({ name }) => name.startsWith('report.'));
  const more = report.files.filter((file) => !main.includes(file));
  const refresh = () => queries.invalidateQueries({ queryKey: ['reports', 'list'] });
  const restore = useMutation({
    mutationFn: () => lab.reports.restore({ id }),
    onError: showError,
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => lab.reports.remove({ id }),
    onError: showError,
    onSuccess: () => {
      showUndo(text.reports.removed(title), () => restore.mutate());
      return refresh();
    },
  });
  const open = useMutation({ mutationFn: () => lab.system.openPath({ path: folder }), onError: showError });
  const fetchFile = useMutation({
    mutationFn: (path: string) => lab.reports.read({ path }),
    onError: showError,
    onSuccess: (file) => {
      const content = 'text' in file ? file.text : Uint8Array.from(atob(file.base64), (sign) => sign.charCodeAt(0));
      download(new Blob([content]), `${id}-${file.name}`);
    },
  });
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {title}
      </Table.Th>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatTime(report.writtenAtMs)}</Table.Td>
      <Table.Td>
        <Group gap="xs">
          {main.map(({ name, path, sizeBytes }) => {
            const label = text.reports.download(name, formatBytes(sizeBytes));
            return (
              <Anchor
                key={name}
                component="button"
                type="button"
                size="sm"
                aria-label={text.reports.downloadNamed(label, title)}
                onClick={() => fetchFile.mutate(path)}
              >
                <Group gap={4} wrap="nowrap" component="span">
                  <IconDownload size={13} aria-hidden />
                  {label}
                </Group>
              </Anchor>
            );
          })}
          {more.length > 0 && (
            <Menu shadow="md" withinPortal>
              <Menu.Target>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={text.reports.downloadNamed(text.reports.moreFiles(more.length), title)}
                >
                  {text.reports.moreFiles(more.length)}
                </Button>
              </Menu.Target>
              <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
                {more.map(({ name, path, sizeBytes }) => (
                  <Menu.Item key={name} onClick={() => fetchFile.mutate(path)}>
                    {text.reports.download(name, formatBytes(sizeBytes))}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </Group>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {isDesktop && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconFolderOpen size={13} aria-hidden />}
              aria-label={text.reports.openFolderOf(title)}
              onClick={() => open.mutate()}
            >
              {text.reports.openFolder}
            </Button>
          )}
          <Tooltip label={text.common.delete}>
            <ActionIcon
              variant="default"
              size="sm"
              aria-label={text.reports.remove(title)}
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              <IconTrash size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
