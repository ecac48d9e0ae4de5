import { Alert, Button, Group, List, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportedResults, ImportSummary } from '../../../shared/views/interop.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useWork } from '../../components/work/use-work.ts';
import { WorkProgress } from '../../components/work/work-progress.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import type { OpenedResults } from './open-results.ts';
import { useImportPreviewQuery, useInteropFormsQuery } from './queries.ts';

interface ImportPreviewProps {
  readonly opened: OpenedResults;
  readonly onOther: () => void;
  readonly onImported: (table: ImportedResults) => void;
}

/** What is in a file or folder of another program, what is left out of it, and under which name it is imported. */
export function ImportPreview({ opened, onOther, onImported }: ImportPreviewProps) {
  const lab = useLab();
  const forms = useQuery(useInteropFormsQuery());
  const [form, setForm] = useState<string | null>(null);
  const [title, setTitle] = useState<string | null>(null);
  const preview = useQuery({ ...useImportPreviewQuery(opened, form), retry: false });
  const { work, start, stop } = useWork<ImportedResults>();
  const name = (title ?? preview.data?.title ?? '').trim();
  const submit = () => {
    const chosen = { source: opened.source, title: name, ...(form === null ? {} : { form }) };
    void start((signal) => lab.interop.import(chosen, { signal })).then((table) => table && onImported(table));
  };
  if (work.kind === 'working') return <WorkProgress progress={work.progress} onStop={stop} />;
  return (
    <Stack gap="sm">
      <Select
        label={text.interop.recognisedAs}
        data={[
          {
            value: '',
            label: preview.data ? `${preview.data.formLabel} (${text.interop.recognised})` : text.interop.recognised,
          },
          ...(forms.data?.imports ?? []).map(({ name: value, label }) => ({ value, label })),
        ]}
        value={form ?? ''}
        allowDeselect={false}
        onChange={(value) => setForm(value === '' ? null : value)}
        data-autofocus
      />
      {preview.isPending && (
        <Stack gap="xs">
          <Text size="sm" component="output">
            {text.interop.looking(opened.name)}
          </Text>
          <Skeleton h={90} />
        </Stack>
      )}
      {preview.error && <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && (
        <>
          <TextInput
            label={text.interop.asTitle}
            value={title ?? preview.data.title}
            maxLength={200}
            required
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Summary summary={preview.data} />
          {preview.data.knownTitle !== null && (
            <Alert color="gray">{text.interop.known(preview.data.knownTitle)}</Alert>
          )}
        </>
      )}
      {work.kind === 'failed' && <ErrorPanel error={work.error} />}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onOther}>
          {text.interop.other}
        </Button>
        <Button onClick={submit} disabled={!preview.data || name === ''}>
          {text.interop.submitImport}
        </Button>
      </Group>
    </Stack>
  );
}

const mostNames = 8;

/** How much there is, of what, and what was left out. */
function Summary({ summary }: { summary: ImportSummary }) {
  const { resultCount, curveCount, pointCount, runCount, metrics, remarks } = summary;
  const names = metrics.slice(0, mostNames).map(({ name }) => name);
  return (
    <Stack gap={4} aria-live="polite">
      <Text size="sm" fw={600}>
        {text.interop.holds}
      </Text>
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        <List.Item>{text.interop.summary(resultCount, curveCount, pointCount, runCount)}</List.Item>
        <List.Item>{text.interop.metrics(names, metrics.length - names.length)}</List.Item>
        {remarks.map((remark) => (
          <List.Item key={remark}>{remark}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
