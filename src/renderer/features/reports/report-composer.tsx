import { Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPrinter } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { ExperimentView } from '../../../shared/views/lab.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Section } from '../../components/section.tsx';
import { showDone, showError } from '../../components/toasts.tsx';
import { useConnectionState, useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { useCompareQuery, useExternalTablesQuery } from '../compare/queries.ts';
import { useFormatsQuery, usePreviewQuery } from './queries.ts';
import { describeReport, startDraft } from './report-draft.ts';
import { ReportForm } from './report-form.tsx';

const typingPauseMs = 500;

interface ReportComposerProps {
  readonly selection: Selection;
  readonly experiments: readonly ExperimentView[];
  readonly onSelection: (selection: Selection) => void;
}

/** The form at the left, the report as it would be at the right. */
export function ReportComposer({ selection, experiments, onSelection }: ReportComposerProps) {
  const lab = useLab();
  const queries = useQueryClient();
  const connection = useConnectionState();
  const isDesktop = connection.kind === 'open' && connection.hello.host === 'desktop';
  const formats = useQuery(useFormatsQuery());
  const tables = useQuery(useExternalTablesQuery());
  const [draft, setDraft] = useState(() => startDraft(selection));
  const [settled] = useDebouncedValue(draft, typingPauseMs);
  const { data } = useQuery(useCompareQuery(selection));
  const arms = useMemo(() => data?.arms.map((arm) => arm.label) ?? [], [data]);
  const preview = useQuery({
    ...usePreviewQuery(settled),
    enabled: settled.blocks.length > 0,
    placeholderData: keepPreviousData,
  });
  const write = useMutation({
    mutationFn: () => lab.reports.export({ ...describeReport(draft), formats: [...draft.formats] }),
    onError: showError,
    onSuccess: (report) => {
      showDone(text.reports.written(report.title));
      return queries.invalidateQueries({ queryKey: ['reports', 'list'] });
    },
  });
  const problem =
    draft.blocks.length === 0 ? text.reports.needsBlock : draft.formats.length === 0 ? text.reports.needsFormat : null;
  const name = draft.title.trim() || data?.experiment.name || '';
  return (
    <Section title={text.reports.compose}>
      <Box style={{ display: 'grid', gridTemplateColumns: '330px minmax(0, 1fr)', gap: 'var(--mantine-spacing-lg)' }}>
        <Stack gap="sm">
          <ReportForm
            draft={draft}
            onDraft={setDraft}
            experiments={experiments}
            onSelection={onSelection}
            arms={arms}
            name={data?.experiment.name ?? ''}
            tables={tables.data?.filter(({ results }) => results.length > 0) ?? []}
            formats={formats.data?.filter((format) => format.absence === null) ?? []}
          />
          {problem !== null && (
            <Text size="sm" role="alert">
              {problem}
            </Text>
          )}
          <Group gap="xs">
            <Button loading={write.isPending} disabled={problem !== null} onClick={() => write.mutate()}>
              {text.reports.write}
            </Button>
            {!isDesktop && preview.data && (
              <Button
                component="a"
                href={preview.data.address}
                target="_blank"
                rel="noopener"
                variant="default"
                leftSection={<IconPrinter size={14} aria-hidden />}
                title={text.reports.printHelp}
              >
                {text.reports.print}
              </Button>
            )}
          </Group>
          {!isDesktop && <Text size="xs">{text.reports.printHelp}</Text>}
        </Stack>
        <Box pos="sticky" top={8} style={{ alignSelf: 'start' }}>
          {preview.isError ? (
            <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />
          ) : preview.data ? (
            <iframe
              // The page is made of what a model wrote: it runs in an origin of its own.
              sandbox="allow-scripts"
              src={preview.data.address}
              title={text.reports.previewOf(name)}
              style={{
                width: '100%',
                height: 'max(560px, calc(100vh - 190px))',
                border: '1px solid var(--mantine-color-default-border)',
                borderRadius: 'var(--mantine-radius-sm)',
                opacity: preview.isPlaceholderData ? 0.6 : 1,
              }}
            />
          ) : (
            <Skeleton h={560} aria-label={text.common.loading} />
          )}
        </Box>
      </Box>
    </Section>
  );
}
