import { ActionIcon, Badge, Box, Button, Skeleton, Table, Text, Tooltip } from '@mantine/core';
import { IconTableImport, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { trustInfo } from '../../../shared/external/external-result.ts';
import type { ImportedResults } from '../../../shared/views/interop.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { formatTime } from '../../components/format.ts';
import { Page } from '../../components/page.tsx';
import { Section } from '../../components/section.tsx';
import { showError, showUndo } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useImportResults } from './import-results.tsx';
import { useImportedQuery } from './queries.ts';

/** Results of other programs that were imported, newest first. */
export function ImportedPage() {
  const imported = useQuery(useImportedQuery());
  const open = useImportResults();
  const button = (
    <Button size="xs" leftSection={<IconTableImport size={16} aria-hidden />} onClick={open}>
      {text.interop.importItem}
    </Button>
  );
  const isEmpty = imported.data?.length === 0;
  return (
    <Page title={text.interop.pageTitle} actions={isEmpty ? null : button}>
      {imported.isPending && <Skeleton h={180} aria-label={text.common.loading} />}
      {imported.error && <ErrorPanel error={imported.error} onRetry={() => void imported.refetch()} />}
      {isEmpty && (
        <EmptyState title={text.interop.emptyTitle} body={text.interop.emptyBody}>
          {button}
        </EmptyState>
      )}
      {imported.data && !isEmpty && (
        <Section title={text.interop.list}>
          <Text size="sm" mb="xs" maw={760}>
            {text.interop.pageHelp}
          </Text>
          <ImportedTable tables={imported.data} />
        </Section>
      )}
    </Page>
  );
}

function ImportedTable({ tables }: { tables: readonly ImportedResults[] }) {
  const remove = useRemoveImported();
  return (
    <Box style={{ overflowX: 'auto' }}>
      <Table verticalSpacing="xs" aria-label={text.interop.list}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.interop.title}</Table.Th>
            <Table.Th scope="col">{text.interop.kind}</Table.Th>
            <Table.Th scope="col">{text.interop.what}</Table.Th>
            <Table.Th scope="col">{text.interop.trust}</Table.Th>
            <Table.Th scope="col">{text.interop.when}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tables.map((table) => (
            <Table.Tr key={table.id}>
              <Table.Th scope="row" fw={500} style={{ overflowWrap: 'anywhere', verticalAlign: 'top' }}>
                {table.title}
                {table.remarks.map((remark) => (
                  <Text key={remark} size="xs" fw={400}>
                    {remark}
                  </Text>
                ))}
              </Table.Th>
              <Table.Td style={{ verticalAlign: 'top' }}>{table.formLabel}</Table.Td>
              <Table.Td style={{ verticalAlign: 'top' }}>
                {text.interop.summary(table.resultCount, table.curveCount, table.pointCount, table.runCount)}
              </Table.Td>
              <Table.Td style={{ verticalAlign: 'top' }}>
                <Badge variant="default" tt="none" miw="max-content" title={trustInfo.imported.help}>
                  {trustInfo.imported.label}
                </Badge>
              </Table.Td>
              <Table.Td style={{ verticalAlign: 'top', whiteSpace: 'nowrap' }}>
                {formatTime(table.importedAtMs)}
              </Table.Td>
              <Table.Td style={{ verticalAlign: 'top' }} ta="right">
                <Tooltip label={text.common.delete}>
                  <ActionIcon
                    variant="default"
                    size="sm"
                    aria-label={text.interop.remove(table.title)}
                    onClick={() => remove.mutate(table)}
                  >
                    <IconTrash size={14} aria-hidden />
                  </ActionIcon>
                </Tooltip>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

/** Removes imported results, with a way back. */
function useRemoveImported() {
  const lab = useLab();
  const restore = useMutation({ mutationFn: (id: string) => lab.interop.restore({ id }), onError: showError });
  return useMutation({
    mutationFn: ({ id }: ImportedResults) => lab.interop.remove({ id }),
    onSuccess: (_, { id, title }) => showUndo(text.interop.removed(title), () => restore.mutate(id)),
    onError: showError,
  });
}
