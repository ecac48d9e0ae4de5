import { Select } from '@mantine/core';
import type { Dataset } from '../../../shared/settings/dataset.ts';
import { text } from '../../text/index.ts';

type Columns = Dataset['columns'];

interface ColumnFieldsProps {
  readonly columns: Columns;
  /** Names that the file has. */
  readonly present: readonly string[];
  readonly onChange: (change: Partial<Columns>) => void;
}

/** Which columns hold the parts of an example. */
export function ColumnFields({ columns, present, onChange }: ColumnFieldsProps) {
  const none = { value: '', label: text.datasets.noColumn };
  const names = present.map((name) => ({ value: name, label: name }));
  /** A name that the file lacks stays visible: it is what is wrong. */
  const withChosen = (chosen: string) =>
    present.includes(chosen) ? names : [...names, { value: chosen, label: chosen, disabled: true }];
  return (
    <>
      <Select
        label={text.datasets.instruction}
        description={text.datasets.instructionHelp}
        data={withChosen(columns.instruction)}
        value={columns.instruction}
        onChange={(instruction) => instruction && onChange({ instruction })}
        allowDeselect={false}
        searchable
      />
      <Select
        label={text.datasets.input}
        description={text.datasets.inputHelp}
        data={[none, ...names]}
        value={columns.input ?? ''}
        onChange={(input) => onChange({ input: input || null })}
        allowDeselect={false}
      />
      <Select
        label={text.datasets.output}
        description={text.datasets.outputHelp}
        data={withChosen(columns.output)}
        value={columns.output}
        onChange={(output) => output && onChange({ output })}
        allowDeselect={false}
        searchable
      />
    </>
  );
}
