import { Box, Group, Text, UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import { text } from '../../../text/index.ts';
import { describeValue } from '../form/describe-choice.ts';
import type { Leaf } from '../form/field-tree.ts';
import { isSameJson, type Json } from '../form/json.ts';
import { formatValue } from '../form/value-list.ts';
import { isSearchPath, rangePath } from '../form/search-fields.ts';
import { fieldId, useControls } from '../form-context.tsx';
import classes from './fields.module.css';
import { ResetButton } from './reset-button.tsx';
import { SeveralInput } from './several-input.tsx';
import { SingleInput } from './single-input.tsx';
import { type FieldState, useFieldState } from './use-field-state.ts';
import { VaryToggle } from './vary-toggle.tsx';

const words = text.newExperiment;

/** One setting: its name, its value or values, what it means, what the paper took, and whether it was changed. */
export function LeafView({ field, arm }: { field: Leaf; arm: string | null }) {
  return <LeafBody field={field} arm={arm} {...useFieldState(field, arm)} />;
}

const LeafBody = memo(DrawnLeaf);

interface LeafBodyProps extends FieldState {
  readonly field: Leaf;
  readonly arm: string | null;
}

function DrawnLeaf({ field, arm, value, values, problem, base, searchedBy, searchedRange }: LeafBodyProps) {
  const { dispatch, reveal } = useControls();
  const place = { arm, path: field.path };
  const id = fieldId(place);
  const label = field.info?.label ?? field.name;
  // While an attacker chooses it, it has neither one value nor an axis of its own; an axis that is there can be taken away.
  const isSearched = searchedBy !== undefined && !values;
  const canVary = !isSearched && !isSearchPath(field.path);
  const toggleVary = () =>
    dispatch({ kind: 'vary', place, values: values ? null : startOfList(value ?? field.defaultValue) });
  return (
    <Box className={classes.leaf} data-changed={base !== null || undefined}>
      <Group justify="space-between" wrap="nowrap" gap={4}>
        <label htmlFor={id} id={`${id}-label`} className={classes.label}>
          {label}
          {field.info?.symbol && <span className={classes.symbol}>{field.info.symbol}</span>}
          {field.info?.unit && <span className={classes.unit}>({field.info.unit})</span>}
        </label>
        {canVary && <VaryToggle label={label} isOn={values !== undefined} onToggle={toggleVary} />}
      </Group>
      {isSearched ? (
        <Box>
          <Text component="output" size="sm" id={id} tabIndex={-1}>
            {words.search.chosen(searchedRange ?? '')}
          </Text>{' '}
          <UnstyledButton
            className={classes.use}
            aria-label={words.search.toRangeOf(label)}
            onClick={() => reveal({ arm: null, path: rangePath(searchedBy) })}
          >
            {words.search.toRange}
          </UnstyledButton>
        </Box>
      ) : values ? (
        <SeveralInput field={field} place={place} values={values} problem={problem} label={label} />
      ) : (
        <SingleInput field={field} place={place} value={value} problem={problem} label={label} />
      )}
      {problem && (
        <p className={classes.problem} id={`${id}-problem`}>
          {problem}
        </p>
      )}
      <Text className={classes.help} id={`${id}-help`}>
        {field.info?.help} {describeBounds(field)}
      </Text>
      <Group gap={8}>
        {!isSearched && (
          <PaperValue field={field} value={values ? undefined : (value ?? field.defaultValue)} place={place} />
        )}
        {base && !isSearched && <ResetButton field={field} place={place} base={base} />}
      </Group>
    </Box>
  );
}

interface PaperValueProps {
  readonly field: Leaf;
  readonly value: Json | undefined;
  readonly place: { readonly arm: string | null; readonly path: string };
}

/** What the paper took, with a button that takes the same. */
function PaperValue({ field, value, place }: PaperValueProps) {
  const { dispatch } = useControls();
  // SettingInfo leaves the type open, but a declared value is JSON.
  const paper = field.info?.paper as Json | undefined;
  if (paper === undefined) return null;
  const shown = words.paper(describeValue(paper));
  if (isSameJson(paper, value)) return <span className={classes.paper}>{shown}</span>;
  return (
    <span className={classes.paper}>
      {shown}{' '}
      <UnstyledButton
        className={classes.use}
        aria-label={words.takePaperLabel(field.info?.label ?? field.name, describeValue(paper))}
        onClick={() => {
          dispatch({ kind: 'set', place, value: paper });
          dispatch({ kind: 'vary', place, values: null });
        }}
      >
        {words.takePaper}
      </UnstyledButton>
    </span>
  );
}

function startOfList(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}

function describeBounds(field: Leaf): string {
  if (field.kind !== 'number') return '';
  const { minimum, maximum, isMinimumExcluded, isMaximumExcluded } = field.bounds;
  const isWorthSaying = maximum !== null && maximum <= 100;
  if (minimum === null || !isWorthSaying) return '';
  return words.bounds({
    minimum: formatValue(minimum),
    maximum: formatValue(maximum),
    isMinimumExcluded,
    isMaximumExcluded,
  });
}
