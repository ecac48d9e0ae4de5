import { ActionIcon, Box, Group, SegmentedControl, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import { LeafView } from '../fields/leaf-view.tsx';
import fields from '../fields/fields.module.css';
import { nameInAttack } from '../form/describe-choice.ts';
import type { Field, Leaf } from '../form/field-tree.ts';
import { isJsonObject, type Json, type JsonObject } from '../form/json.ts';
import { getValue, type Place } from '../form/read-form.ts';
import { findField } from '../form/run-fields.ts';
import { describeBounds, describeListed, rangePath } from '../form/search-fields.ts';
import { suggestRange } from '../form/search.ts';
import { fieldId, findProblem, useControls, useForm } from '../form-context.tsx';
import classes from './search-range.module.css';

const words = text.newExperiment.search;

/** What one setting of the attack may be in a trial: a number between bounds, or one of some values. */
export function SearchRange({ setting }: { setting: string }) {
  const { state, problems } = useForm();
  const { dispatch } = useControls();
  const place: Place = { arm: null, path: rangePath(setting) };
  const range = getValue(state, place);
  const field = findField(setting);
  const name = nameInAttack(setting);
  const isListed = isJsonObject(range) && 'values' in range;
  const problem = findProblem(problems, place);
  const leaves = isListed ? [describeListed(setting, field)] : describeBounds(setting).members.filter(isLeaf);
  return (
    <Box
      component="fieldset"
      aria-label={words.rangeOf(name)}
      className={classes.range}
      id={fieldId(place)}
      tabIndex={-1}
    >
      <Group gap="xs" mb={4}>
        <Text size="sm" fw={600}>
          {name}
          {field?.info?.symbol && <span className={fields.symbol}>{field.info.symbol}</span>}
        </Text>
        {field?.kind === 'number' && (
          <SegmentedControl
            size="xs"
            aria-label={words.kindOf(name)}
            data={[
              { value: 'bounds', label: words.bounds },
              { value: 'list', label: words.listed },
            ]}
            value={isListed ? 'list' : 'bounds'}
            onChange={(chosen) =>
              dispatch({ kind: 'set', place, value: chosen === 'list' ? listValues(range) : boundValues(range, field) })
            }
          />
        )}
        <ActionIcon
          size={20}
          ms="auto"
          variant="subtle"
          color="gray"
          aria-label={words.remove(name)}
          title={words.remove(name)}
          onClick={() => dispatch({ kind: 'search-setting', path: setting, isSearched: false })}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Group>
      <Box className={isListed ? undefined : classes.bounds}>
        {leaves
          .filter((leaf) => !isImplied(leaf, field, range))
          .map((leaf) => (
            <LeafView key={leaf.path} field={leaf} arm={null} />
          ))}
      </Box>
      {problem && <p className={fields.problem}>{problem}</p>}
    </Box>
  );
}

/** What can only be whole is not asked about; nor is what is whole or not a matter of the listed values. */
function isImplied(leaf: Leaf, field: Field | undefined, range: Json | undefined): boolean {
  const isSet = isJsonObject(range) && range['isWhole'] === true;
  return leaf.name === 'isWhole' && field?.kind === 'number' && field.isInteger && isSet;
}

function isLeaf(field: Field): field is Leaf {
  return field.kind !== 'group' && field.kind !== 'union';
}

/** The bounds become the first two of the values. */
function listValues(range: Json | undefined): JsonObject {
  const { low, high } = isJsonObject(range) ? range : {};
  return { values: [low, high].filter((value) => value !== undefined) };
}

/** The smallest and the largest of the values become the bounds. */
function boundValues(range: Json | undefined, field: Field): JsonObject {
  const values = isJsonObject(range) && Array.isArray(range['values']) ? range['values'] : [];
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < 2) return suggestRange(field, numbers[0] ?? field.defaultValue);
  const isWhole = field.kind === 'number' && field.isInteger;
  return { low: Math.min(...numbers), high: Math.max(...numbers), ...(isWhole && { isWhole }) };
}
