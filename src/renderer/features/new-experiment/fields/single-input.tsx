import { Checkbox, Group, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { specJudgeSchema } from '../../../../shared/judging/spec-judges.ts';
import { text } from '../../../text/index.ts';
import { describeChoice } from '../form/describe-choice.ts';
import type { Leaf, ListField } from '../form/field-tree.ts';
import type { Place } from '../form/read-form.ts';
import type { Json } from '../form/json.ts';
import { formatValue, parseValue } from '../form/value-list.ts';
import { fieldId, useControls } from '../form-context.tsx';
import { JudgesInput } from './judges-input.tsx';
import { useEditedText } from './use-edited-text.ts';
import { useOfferedChoices } from './use-offered-choices.ts';
import classes from './fields.module.css';

const words = text.newExperiment;

export interface InputProps {
  readonly field: Leaf;
  readonly place: Place;
  readonly label: string;
  readonly problem: string | undefined;
}

/** The control for one value of a setting, by its kind. */
export function SingleInput({ value, ...props }: InputProps & { readonly value: Json | undefined }) {
  const { dispatch } = useControls();
  const { field, place, problem } = props;
  const id = fieldId(place);
  const set = (next: Json | undefined) => dispatch({ kind: 'set', place, value: next });
  const described = `${id}-help${problem ? ` ${id}-problem` : ''}`;
  switch (field.kind) {
    case 'boolean': {
      const isOn = (value ?? field.defaultValue) === true;
      return (
        <Switch
          id={id}
          size="sm"
          checked={isOn}
          label={isOn ? words.yes : words.no}
          aria-labelledby={`${id}-label`}
          aria-describedby={described}
          onChange={(event) => set(event.currentTarget.checked)}
        />
      );
    }
    case 'choice':
      return (
        <Select
          classNames={{ input: classes.input }}
          id={id}
          size="sm"
          data={field.options.map((option) => ({ value: option, label: describeChoice(option).label }))}
          value={formatValue(value ?? field.defaultValue) || null}
          error={problem !== undefined}
          aria-describedby={described}
          allowDeselect={false}
          clearable={field.isOptional}
          placeholder={describePlaceholder(field)}
          onChange={(option) => set(option ?? undefined)}
        />
      );
    case 'list':
      if (field.item.inner === specJudgeSchema) return <JudgesInput {...props} value={value ?? field.defaultValue} />;
      return field.item.kind === 'choice' ? (
        <ChoiceList {...props} list={field} options={field.item.options} value={value} />
      ) : (
        <WrittenValue {...props} value={value} />
      );
    case 'number':
    case 'text':
      return <WrittenValue {...props} value={value} />;
    case 'other':
      return <WrittenJson {...props} value={value} />;
  }
}

function WrittenValue({ field, place, problem, value }: InputProps & { value: Json | undefined }) {
  const { dispatch } = useControls();
  const id = fieldId(place);
  const edited = useEditedText(formatValue(value), (written) => {
    const read = parseValue(written, field);
    dispatch({ kind: 'set', place, value: read });
    return formatValue(read);
  });
  return (
    <TextInput
      id={id}
      size="sm"
      value={edited.text}
      error={problem !== undefined}
      inputMode={field.kind === 'number' ? 'decimal' : 'text'}
      placeholder={describePlaceholder(field)}
      classNames={{ input: classes.input }}
      aria-describedby={`${id}-help${problem ? ` ${id}-problem` : ''}`}
      onChange={(event) => edited.change(event.currentTarget.value)}
      onBlur={edited.finish}
    />
  );
}

function WrittenJson({ field, place, problem, value }: InputProps & { value: Json | undefined }) {
  const { dispatch } = useControls();
  const edited = useEditedText(formatValue(value), (written) => {
    const read = parseValue(written, field);
    dispatch({ kind: 'set', place, value: read });
    return formatValue(read);
  });
  return (
    <Textarea
      id={fieldId(place)}
      autosize
      ff="monospace"
      value={edited.text}
      error={problem !== undefined}
      onChange={(event) => edited.change(event.currentTarget.value)}
      onBlur={edited.finish}
    />
  );
}

function ChoiceList({
  list,
  options,
  value,
  place,
  label,
}: InputProps & { list: ListField; options: readonly string[]; value: Json | undefined }) {
  const { dispatch } = useControls();
  const id = fieldId(place);
  const { offered, chosen } = useOfferedChoices(list, options, value);
  return (
    <Checkbox.Group
      id={id}
      aria-label={label}
      value={[...chosen]}
      // In the order in which they were chosen: of several judges the first one counts.
      onChange={(next) => dispatch({ kind: 'set', place, value: next })}
    >
      <Group gap="sm" py={4}>
        {offered.map((option) => (
          <Checkbox
            key={option}
            size="xs"
            value={option}
            label={describeChoice(option).label}
            title={describeChoice(option).help}
          />
        ))}
      </Group>
      {chosen.length > 1 && (
        <span className={classes.paper}>{words.inOrder(chosen.map((one) => describeChoice(one).label))}</span>
      )}
    </Checkbox.Group>
  );
}

/** What holds while the field is empty. */
function describePlaceholder({ defaultValue, isOptional }: Leaf): string {
  if (defaultValue === undefined) return isOptional ? text.common.none : '';
  return words.defaultValue(
    defaultValue === null || formatValue(defaultValue) === '' ? text.common.none : formatValue(defaultValue),
  );
}
