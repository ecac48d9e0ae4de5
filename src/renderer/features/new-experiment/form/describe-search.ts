import { searchRangeSchema } from '../../../../shared/spec/attack-search.ts';
import { describeRange } from '../../../../shared/settings/describe-range.ts';
import { text } from '../../../text/index.ts';
import { nameInAttack } from './describe-choice.ts';
import type { FormState } from './form-state.ts';
import { getAtPath, type Json } from './json.ts';
import { searchFields } from './search-fields.ts';
import { readSpace } from './search.ts';
import { formatValue } from './value-list.ts';

const words = text.newExperiment.search;

/** What the attacker of a form will try and which outcome counts, in sentences; none without a search. */
export function describeSearch({ search, arms }: FormState): string[] {
  if (!search) return [];
  const searched = Object.entries(readSpace(search)).map(([path, range]) =>
    words.searched(nameInAttack(path), describeOneRange(range)),
  );
  const firstSteps = getAtPath(search, 'halving.firstSteps');
  const guard = search['minAccuracy'];
  return [
    ...(searched.length > 0 ? [words.tries(formatValue(search['trials']), arms.length, searched)] : []),
    typeof firstSteps === 'number'
      ? words.halves(formatValue(firstSteps), formatValue(getAtPath(search, 'halving.factor') ?? usualFactor))
      : words.allSteps,
    typeof guard === 'number' ? words.guarded(formatValue(guard)) : words.unguarded,
  ];
}

/** A range in words, or what is written there while it cannot be read. */
export function describeOneRange(range: Json | undefined): string {
  const parsed = searchRangeSchema.safeParse(range);
  return parsed.success ? describeRange(parsed.data) : words.unclear;
}

const usualFactor = searchFields.members
  .flatMap((field) => (field.kind === 'group' ? field.members : []))
  .find(({ name }) => name === 'factor')?.defaultValue;
