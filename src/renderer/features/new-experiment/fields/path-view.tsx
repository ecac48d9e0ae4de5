import { Anchor, Box, Button, Group, Select, TagsInput, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { columnsSchema } from '../../../../shared/settings/dataset.ts';
import { FileChooser } from '../../../components/file-chooser.tsx';
import { formatCount } from '../../../components/format.ts';
import { text } from '../../../text/index.ts';
import { nameGroup } from '../form/describe-choice.ts';
import type { PlainField } from '../form/field-tree.ts';
import { nameOfPath, resolvePath } from '../form/file-paths.ts';
import { isSameJson } from '../form/json.ts';
import { formatValue } from '../form/value-list.ts';
import { fieldId, useControls, useForm } from '../form-context.tsx';
import classes from './fields.module.css';
import { ResetButton } from './reset-button.tsx';
import { type FieldState, useFieldState } from './use-field-state.ts';
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
export function PathView(props: PathViewProps) {
  const { state } = useForm();
  return <PathBody {...props} {...useFieldState(props.field, props.arm)} baseFolder={state.baseFolder} />;
}

const PathBody = memo(DrawnPath);

interface PathBodyProps extends PathViewProps, FieldState {
  readonly baseFolder: string | null;
}

function DrawnPath({ field, arm, mode, value, values, problem, base, baseFolder }: PathBodyProps) {
  const { dispatch } = useControls();
  const [isBrowsing, setBrowsing] = useState(false);
  const place = { arm, path: field.path };
  const id = fieldId(place);
  const options = useFileOptions(mode, field.path);
  const path = formatValue(value);
  // "File" alone would say little among many.
  const group = field.path.slice(0, field.path.lastIndexOf('.'));
  const label = nameGroup(group);
  const known = options.find((option) => option.path === resolvePath(baseFolder, path));
  const set = (next: string) => dispatch({ kind: 'set', place, value: next === '' ? undefined : next });
  const choose = (option: FileOption | undefined) => {
    set(option?.path ?? (known ? '' : path));
    if (!option?.columns) return;
    // The library knows the columns of its data sets; where they are the usual ones, nothing has to be said.
    const columns = { arm, path: `${group}.columns` };
    const isUsual = isSameJson(option.columns, usualColumns);
    dispatch({ kind: 'set', place: columns, value: isUsual ? undefined : option.columns });
  };
  return (
    <Box className={classes.leaf} data-changed={base !== null || undefined} maw={640}>
      <VisuallyHidden>
        <label htmlFor={id}>{label}</label>
      </VisuallyHidden>
      <Group gap="xs">
        {values ? (
          <TagsInput
            id={id}
            size="sm"
            flex="1 1 200px"
            miw={0}
            error={problem !== undefined}
            data={options.map((option) => option.path)}
            renderOption={({ option }) => options.find(({ path: own }) => own === option.value)?.name ?? option.value}
            value={values.map((one) => formatValue(one))}
            placeholder={words.severalTexts}
            onChange={(next) => dispatch({ kind: 'vary', place, values: next })}
          />
        ) : (
          <Select
            classNames={{ input: classes.input }}
            id={id}
            size="sm"
            flex="1 1 200px"
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
            onChange={(chosen) => choose(options.find((option) => option.path === chosen))}
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
      {base && <ResetButton field={field} place={place} base={base} />}
      {isBrowsing && (
        <FileChooser
          isOpen
          mode={mode}
          onClose={() => setBrowsing(false)}
          onChoose={(chosen) => {
            if (values) dispatch({ kind: 'vary', place, values: [...values, chosen] });
            else set(chosen);
            setBrowsing(false);
          }}
        />
      )}
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
