import { Grid, Group, LoadingOverlay, Select, Skeleton, Stack, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DatasetEntry } from '../../../shared/contract/library.ts';
import type { Dataset } from '../../../shared/settings/dataset.ts';
import { templateSchema } from '../../../shared/settings/model.ts';
import { ownColumns, recognised, type Recipe, recipeSchema } from '../../../shared/spec/recipe.ts';
import type { DatasetReport } from '../../../shared/views/inspection.ts';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { text } from '../../text/index.ts';
import { useModelsQuery } from '../models/queries.ts';
import { ColumnFields } from './column-fields.tsx';
import { type OpenedSource, useReportQuery } from './queries.ts';
import { RecipeFields } from './recipe-fields.tsx';
import { ReportView } from './report-view.tsx';

export type Role = DatasetEntry['role'];
type Columns = Dataset['columns'];

interface LookDialogProps {
  readonly title: string;
  readonly opened: OpenedSource;
  /** Whether the rows are blurred until asked for. */
  readonly isHarmful: boolean | ((report: DatasetReport | undefined) => boolean);
  /** Of a set that is there already; without them, the file's layout is looked for and everything about it can be chosen. */
  readonly columns?: Columns;
  readonly onClose: () => void;
  /** What stands above the columns, such as a name. */
  readonly renderTop?: (report: DatasetReport | undefined) => ReactNode;
  /** The buttons at the end, for what was found. */
  readonly renderActions?: (report: DatasetReport | undefined, recipe: Recipe) => ReactNode;
}

const templates = Object.values(templateSchema.unwrap().enum);

/** A file as the model will see it: which columns, what prompt, how long, what is wrong. */
export function LookDialog({ title, opened, isHarmful, onClose, ...props }: LookDialogProps) {
  const [chosen, setChosen] = useState<Partial<Recipe>>({
    layout: props.columns ? ownColumns : recognised,
    ...(props.columns && { columns: props.columns }),
  });
  // Numbers are typed digit by digit, and each question reads the whole file.
  const [settled] = useDebouncedValue(chosen, 250);
  const [template, setTemplate] = useState(templates[0] ?? 'alpaca');
  const [systemPrompt, setSystemPrompt] = useState('');
  const [settledPrompt] = useDebouncedValue(systemPrompt, 250);
  const [model, setModel] = useState<string | null>(null);
  const models = useQuery(useModelsQuery());
  const asked = recipeSchema.parse(settled);
  const modelPath = (model ?? models.data?.find(({ isMissing }) => !isMissing)?.path) || null;
  const report = useQuery({
    ...useReportQuery({
      opened,
      recipe: asked,
      template,
      systemPrompt: template === 'chat' && settledPrompt !== '' ? settledPrompt : null,
      modelPath,
    }),
    // One question with the model is less work than one without it and one with it.
    enabled: !models.isPending,
  });
  const isSettling = settled !== chosen || report.isPlaceholderData;
  const current = isSettling ? undefined : report.data;
  // What is chosen shows at once; what the lab made of the rest, such as the layout, as soon as it is known.
  const shown = { ...(report.data?.recipe ?? asked), ...chosen };
  const recipe = shown.layout === recognised ? { ...shown, layout: report.data?.recipe.layout ?? recognised } : shown;
  const applied = { ...recipe, columns: current?.recipe.columns ?? recipe.columns };
  const change = (part: Partial<Recipe>) => setChosen((before) => ({ ...before, ...part }));
  return (
    <Dialog onClose={onClose} title={title} size="80rem">
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="sm">
            {props.renderTop?.(report.data)}
            {props.columns ? (
              <ColumnFields
                columns={applied.columns}
                present={report.data?.columns.map(({ name }) => name) ?? []}
                onChange={(columns) => change({ columns: { ...applied.columns, ...columns } })}
              />
            ) : (
              <RecipeFields recipe={applied} report={report.data} onChange={change} />
            )}
            {props.renderActions?.(current, applied)}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }} pos="relative">
          <LoadingOverlay
            visible={isSettling && report.data !== undefined}
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
          {template === 'chat' && (
            <Textarea
              label={text.datasets.systemPrompt}
              description={text.datasets.systemPromptHelp}
              value={systemPrompt}
              onChange={(event) => setSystemPrompt(event.currentTarget.value)}
              autosize
              minRows={1}
              maxRows={6}
              maxLength={20_000}
              mb="md"
            />
          )}
          {report.isPending && <Skeleton h={320} aria-label={text.datasets.reading} />}
          {report.error && <ErrorPanel error={report.error} onRetry={() => void report.refetch()} />}
          {report.data && (
            <ReportView
              report={report.data}
              isHarmful={typeof isHarmful === 'function' ? isHarmful(report.data) : isHarmful}
            />
          )}
        </Grid.Col>
      </Grid>
    </Dialog>
  );
}
