import { Checkbox, MultiSelect, Select, Stack, Switch, TextInput } from '@mantine/core';
import type { Selection } from '../../../shared/contract/compare.ts';
import type { ExperimentView } from '../../../shared/views/lab.ts';
import type { ReportFormatView } from '../../../shared/report/format-names.ts';
import type { ExternalTable } from '../../../shared/views/external.ts';
import { reportBlockInfo, reportBlocks } from '../../../shared/report/blocks.ts';
import { reportTemplateNames, reportTemplates } from '../../../shared/report/templates.ts';
import { text } from '../../text/index.ts';
import { changeTemplate, type ReportDraft } from './report-draft.ts';
import { TextField } from './text-field.tsx';

const chosenRuns = 'runs';
const usual = 'usual';

interface ReportFormProps {
  readonly draft: ReportDraft;
  readonly onDraft: (draft: ReportDraft) => void;
  readonly experiments: readonly ExperimentView[];
  readonly onSelection: (selection: Selection) => void;
  /** Labels to choose the baseline from. */
  readonly arms: readonly string[];
  /** Of the experiment, which the report has without a title of its own. */
  readonly name: string;
  /** Published results to choose from. */
  readonly tables: readonly ExternalTable[];
  /** Those that this machine can write. */
  readonly formats: readonly ReportFormatView[];
}

/** What a report is about, what it shows, and in which files. */
export function ReportForm({ draft, onDraft, experiments, onSelection, arms, name, tables, formats }: ReportFormProps) {
  const change = (part: Partial<ReportDraft>) => onDraft({ ...draft, ...part });
  const { selection } = draft;
  return (
    <Stack gap="sm">
      <Select
        label={text.reports.about}
        description={text.reports.aboutHelp}
        size="xs"
        allowDeselect={false}
        data={[
          ...('runIds' in selection
            ? [{ value: chosenRuns, label: text.reports.chosenRuns(selection.runIds.length) }]
            : []),
          ...experiments.toReversed().map((it) => ({ value: it.id, label: it.name })),
        ]}
        value={'runIds' in selection ? chosenRuns : selection.experimentId}
        onChange={(id) => id !== null && id !== chosenRuns && onSelection({ experimentId: id })}
      />
      <Select
        label={text.reports.template}
        description={reportTemplates[draft.template].help}
        size="xs"
        allowDeselect={false}
        data={reportTemplateNames.map((value) => ({ value, label: reportTemplates[value].label }))}
        value={draft.template}
        onChange={(value) => {
          const found = reportTemplateNames.find((it) => it === value);
          if (found) onDraft(changeTemplate(draft, found));
        }}
      />
      <TextInput
        label={text.reports.reportTitle}
        size="xs"
        maxLength={200}
        placeholder={name || text.reports.titlePlaceholder}
        value={draft.title}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <TextField draft={draft} onDraft={onDraft} />
      {arms.length > 1 && (
        <Select
          label={text.reports.baseline}
          size="xs"
          allowDeselect={false}
          data={[{ value: usual, label: text.reports.baselineDefault }, ...arms.filter((arm) => arm !== usual)]}
          value={draft.baseline ?? usual}
          onChange={(label) => change({ baseline: label === usual ? null : label })}
        />
      )}
      <Checkbox.Group
        label={text.reports.blocks}
        size="xs"
        value={[...draft.blocks]}
        onChange={(values) => change({ blocks: reportBlocks.filter((block) => values.includes(block)) })}
      >
        <Stack gap={6} mt={4}>
          {reportBlocks.map((block) => (
            <Checkbox
              key={block}
              size="xs"
              value={block}
              label={reportBlockInfo[block].title}
              title={reportBlockInfo[block].help}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {draft.blocks.includes('published') && tables.length > 0 && (
        <MultiSelect
          label={text.reports.published}
          description={text.reports.publishedHelp}
          size="xs"
          searchable
          clearable
          data={tables.map(({ id, title }) => ({ value: id, label: title }))}
          value={[...draft.external]}
          onChange={(external) => change({ external })}
        />
      )}
      {draft.blocks.includes('samples') && (
        <Switch
          size="xs"
          label={text.reports.harmful}
          description={text.reports.harmfulHelp}
          checked={draft.includesHarmful}
          onChange={(event) => change({ includesHarmful: event.currentTarget.checked })}
        />
      )}
      <Checkbox.Group
        label={text.reports.formats}
        size="xs"
        value={[...draft.formats]}
        onChange={(values) =>
          change({ formats: formats.map((format) => format.name).filter((format) => values.includes(format)) })
        }
      >
        <Stack gap={6} mt={4}>
          {formats.map((format) => (
            <Checkbox key={format.name} size="xs" value={format.name} label={format.label} title={format.help} />
          ))}
        </Stack>
      </Checkbox.Group>
    </Stack>
  );
}
