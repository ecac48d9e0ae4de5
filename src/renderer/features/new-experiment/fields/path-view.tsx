import { Anchor, Box, Button, Group, Select, TagsInput, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useState } from 'react';
import { columnsSchema } from '../../../../shared/settings/dataset.ts';
import { FileChooser } from '../../../components/file-chooser.tsx';
import { formatCount } from '../../../components/format.ts';
import { text } from '../../../text/index.ts';
import { isChanged } from '../form/changes.ts';
import type { PlainField } from '../form/field-tree.ts';
import { nameOfPath, resolvePath } from '../form/file-paths.ts';
import { getValue, getValues } from '../form/form-actions.ts';
import { isSameJson } from '../form/json.ts';
import { formatValue } from '../form/value-list.ts';
import { fieldId, findProblem, useForm } from '../form-context.tsx';
import classes from './fields.module.css';
import { ResetButton } from './reset-button.tsx';
import { type FileOption, useFileOptions } from './use-file-options.ts';
import { VaryToggle } from './vary-toggle.tsx';

const words = text.newExperiment;
const byPath = 'by path';
const usualColumns = columnsSchema.parse({});

interface PathViewProps {
  readonly field: PlainField;
  readonly arm: string | null;
  readonly mode: 'model' | 'data';
}

/** Which file or folder: one that the library knows, or any other by its path. */
export function PathView({ field, arm, mode }: PathViewProps) {
  const { state, dispatch, base, problems } = useForm();
  const [isBrowsing, setBrowsing] = useState(false);
  const place = { arm, path: field.path };
  const id = fieldId(place);
  const options = useFileOptions(mode, field.path);
  const path = formatValue(getValue(state, place));
  const values = getValues(state, place);
  const problem = findProblem(problems, place);
  const label = field.info?.label ?? field.name;
  const known = options.find((option) => option.path === resolvePath(state.baseFolder, path));
  const set = (value: string) => dispatch({ kind: 'set', place, value: value === '' ? undefined : value });
  const choose = (option: FileOption | undefined) => {
    set(option?.path ?? (known ? '' : path));
    if (!option?.columns) return;
    // The library knows the columns of its data sets; where they are the usual ones, nothing has to be said.
    const columns = { arm, path: `${field.path.slice(0, field.path.lastIndexOf('.'))}.columns` };
    const isUsual = isSameJson(option.columns, usualColumns);
    dispatch({ kind: 'set', place: columns, value: isUsual ? undefined : option.columns });
  };
  const isMarked = base !== null && isChanged(base.state, state, place, field);
  return (
    <Box className={classes.leaf} data-changed={isMarked || undefined} maw={640}>
      <VisuallyHidden>
        <label htmlFor={id}>{label}</label>
      </VisuallyHidden>
      <Group gap="xs" wrap="nowrap">
        {values ? (
          <TagsInput
            id={id}
            size="sm"
            flex={1}
            miw={0}
            error={problem !== undefined}
            data={options.map((option) => option.path)}
            renderOption={({ option }) => options.find(({ path: own }) => own === option.value)?.name ?? option.value}
            value={values.map((value) => formatValue(value))}
            placeholder={words.severalTexts}
            onChange={(next) => dispatch({ kind: 'vary', place, values: next })}
          />
        ) : (
          <Select
            classNames={{ input: classes.input }}
            id={id}
            size="sm"
            flex={1}
            miw={0}
            searchable
            error={problem !== undefined}
            data={[
              ...groupOptions(options),
              {
                group: words.elsewhere,
                items: [{ value: byPath, label: path && !known ? nameOfPath(path) : words.byPath }],
              },
            ]}
            value={known ? known.path : byPath}
            allowDeselect={false}
            onChange={(value) => choose(options.find((option) => option.path === value))}
          />
        )}
        <Button
          variant="default"
          size="sm"
          flex="none"
          leftSection={<IconFolder size={15} aria-hidden />}
          aria-label={words.browseFor(label)}
          onClick={() => setBrowsing(true)}
        >
          {words.browse}
        </Button>
        <VaryToggle
          label={label}
          isOn={values !== undefined}
          onToggle={() => dispatch({ kind: 'vary', place, values: values ? null : path ? [path] : [] })}
        />
      </Group>
      {!values && !known && (
        <TextInput
          size="sm"
          mt={6}
          value={path}
          aria-label={words.pathOf(label)}
          placeholder={mode === 'model' ? words.modelPathExample : words.dataPathExample}
          classNames={{ input: classes.input }}
          error={problem !== undefined}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )}
      {problem && <p className={classes.problem}>{problem}</p>}
      <Text className={classes.help}>{describe(known, field, path)}</Text>
      {options.length === 0 && mode === 'model' && (
        <Anchor href="/models" className={classes.use}>
          {words.addModel}
        </Anchor>
      )}
      {isMarked && <ResetButton field={field} place={place} />}
      <FileChooser
        isOpen={isBrowsing}
        mode={mode}
        onClose={() => setBrowsing(false)}
        onChoose={(chosen) => {
          if (values) dispatch({ kind: 'vary', place, values: [...values, chosen] });
          else set(chosen);
          setBrowsing(false);
        }}
      />
    </Box>
  );
}

function groupOptions(options: readonly FileOption[]) {
  const toItem = ({ path, name }: FileOption) => ({ value: path, label: name });
  const suggested = options.filter(({ isSuggested }) => isSuggested);
  const others = options.filter(({ isSuggested }) => !isSuggested);
  return [
    ...(suggested.length > 0 ? [{ group: words.suggested, items: suggested.map(toItem) }] : []),
    ...(others.length > 0 ? [{ group: words.others, items: others.map(toItem) }] : []),
  ];
}

function describe(known: FileOption | undefined, field: PlainField, path: string): string {
  const parts = [
    known?.isMissing ? words.missingFile : undefined,
    known?.rowCount ? words.rowCount(formatCount(known.rowCount)) : undefined,
    known?.parameterCount ? words.parameterCount(formatCount(known.parameterCount)) : undefined,
    path.includes('{seed}') ? words.seedInPath : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(' ') : (field.info?.help ?? '');
}
