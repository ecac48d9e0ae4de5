import { Grid, Group, LoadingOverlay, Modal, Select, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DatasetEntry } from '../../../shared/contract/library.ts';
import { columnsSchema, type Dataset } from '../../../shared/settings/dataset.ts';
import { templateSchema } from '../../../shared/settings/model.ts';
import type { DatasetReport } from '../../../shared/views/inspection.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { ReturnedFocus } from '../../components/returned-focus.tsx';
import { text } from '../../text/index.ts';
import { useModelsQuery } from '../models/queries.ts';
import { ColumnFields } from './column-fields.tsx';
import { type OpenedSource, useReportQuery } from './queries.ts';
import { ReportView } from './report-view.tsx';

export type Role = DatasetEntry['role'];
type Columns = Dataset['columns'];

interface LookDialogProps {
  readonly title: string;
  readonly opened: OpenedSource;
  readonly isHarmful: boolean;
  readonly initialColumns?: Columns;
  readonly onClose: () => void;
  /** What stands above the columns, such as a name. */
  readonly children?: ReactNode;
  /** The buttons at the end, for what was found. */
  readonly renderActions?: (report: DatasetReport | undefined, columns: Columns) => ReactNode;
}

const templates = Object.values(templateSchema.unwrap().enum);

/** A file as the model will see it: which columns, what prompt, how long, what is wrong. */
export function LookDialog({ title, opened, isHarmful, onClose, children, ...props }: LookDialogProps) {
  const [chosen, setChosen] = useState<Partial<Columns>>(props.initialColumns ?? {});
  const [template, setTemplate] = useState(templates[0] ?? 'alpaca');
  const [model, setModel] = useState<string | null>(null);
  const models = useQuery(useModelsQuery());
  const asked = columnsSchema.parse(chosen);
  const modelPath = (model ?? models.data?.find(({ isMissing }) => !isMissing)?.path) || null;
  const report = useQuery({
    ...useReportQuery({ opened, columns: asked, template, modelPath }),
    // One question with the model is less work than one without it and one with it.
    enabled: !models.isPending,
  });
  return (
    <Modal opened onClose={onClose} title={title} size="80rem" closeButtonProps={{ 'aria-label': text.common.close }}>
      <ReturnedFocus />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="sm">
            {children}
            <ColumnFields
              columns={report.data?.suggested ?? asked}
              present={report.data?.columns.map(({ name }) => name) ?? []}
              onChange={(change) => setChosen((before) => ({ ...before, ...change }))}
            />
            {props.renderActions?.(report.isPlaceholderData ? undefined : report.data, report.data?.suggested ?? asked)}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }} pos="relative">
          <LoadingOverlay
            visible={report.isPlaceholderData}
            loaderProps={{ 'aria-label': text.datasets.reading }}
            overlayProps={{ backgroundOpacity: 0.4 }}
          />
          <Group grow mb="md">
            <Select
              label={text.datasets.template}
              description={text.datasets.templateHelp}
              data={templates}
              value={template}
              onChange={(value) => value && setTemplate(value)}
              allowDeselect={false}
            />
            <Select
              label={text.datasets.model}
              description={text.datasets.modelHelp}
              data={[
                ...(models.data ?? [])
                  .filter(({ isMissing }) => !isMissing)
                  .map(({ path, name }) => ({ value: path, label: name })),
                { value: '', label: text.datasets.noModel },
              ]}
              value={modelPath ?? ''}
              onChange={setModel}
              allowDeselect={false}
            />
          </Group>
          {report.isPending && <Skeleton h={320} aria-label={text.datasets.reading} />}
          {report.error && <ErrorPanel error={report.error} onRetry={() => void report.refetch()} />}
          {report.data && <ReportView report={report.data} isHarmful={isHarmful} />}
        </Grid.Col>
      </Grid>
    </Modal>
  );
}
