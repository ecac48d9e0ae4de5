import { MultiSelect, TagsInput, Text, TextInput } from '@mantine/core';
import { text } from '../../../text/index.ts';
import { describeChoice, describeValue } from '../form/describe-choice.ts';
import type { Json } from '../form/json.ts';
import { formatValue, formatValueList, parseValueList } from '../form/value-list.ts';
import { fieldId, useControls } from '../form-context.tsx';
import classes from './fields.module.css';
import type { InputProps } from './single-input.tsx';
import { useEditedText } from './use-edited-text.ts';

const words = text.newExperiment;

/** The control for several values of a setting, which become an axis of the grid. */
export function SeveralInput(props: InputProps & { readonly values: readonly Json[] }) {
  const { dispatch } = useControls();
  const { field, place, problem, values } = props;
  const id = fieldId(place);
  const change = (next: readonly Json[]) => dispatch({ kind: 'vary', place, values: next });
  if (field.kind === 'choice' || field.kind === 'boolean') {
    const options: readonly Json[] = field.kind === 'choice' ? field.options : [true, false];
    return (
      <MultiSelect
        classNames={{ input: classes.input }}
        id={id}
        size="sm"
        error={problem !== undefined}
        data={options.map((option) => ({
          value: formatValue(option),
          label: typeof option === 'string' ? describeChoice(option).label : describeValue(option),
        }))}
        value={values.map((value) => formatValue(value))}
        aria-describedby={`${id}-help`}
        onChange={(chosen) => change(chosen.map((one) => options.find((option) => formatValue(option) === one) ?? one))}
      />
    );
  }
  if (field.kind === 'text') {
    return (
      <TagsInput
        classNames={{ input: classes.input }}
        id={id}
        size="sm"
        error={problem !== undefined}
        value={values.map((value) => formatValue(value))}
        placeholder={words.severalTexts}
        aria-describedby={`${id}-help`}
        onChange={change}
      />
    );
  }
  return <WrittenList {...props} />;
}

function WrittenList({ field, place, problem, values }: InputProps & { readonly values: readonly Json[] }) {
  const { dispatch } = useControls();
  const id = fieldId(place);
  const edited = useEditedText(formatValueList(values, field), (written) => {
    const read = parseValueList(written, field);
    dispatch({ kind: 'vary', place, values: read });
    return formatValueList(read, field);
  });
  return (
    <>
      <TextInput
        id={id}
        size="sm"
        value={edited.text}
        error={problem !== undefined}
        placeholder={field.kind === 'list' ? words.severalLists : words.severalNumbers}
        classNames={{ input: classes.input }}
        aria-describedby={`${id}-count ${id}-help${problem ? ` ${id}-problem` : ''}`}
        onChange={(event) => edited.change(event.currentTarget.value)}
        onBlur={edited.finish}
      />
      <Text className={classes.help} id={`${id}-count`}>
        {words.valueCount(values.length)}
      </Text>
    </>
  );
}
