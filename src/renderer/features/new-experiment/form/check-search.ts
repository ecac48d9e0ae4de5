import { boundedRangeSchema, listedRangeSchema } from '../../../../shared/spec/attack-search.ts';
import { text } from '../../../text/index.ts';
import { describeIssue } from './describe-issue.ts';
import type { Field } from './field-tree.ts';
import type { FormState } from './form-state.ts';
import { getAtPath, isJsonObject, type Json } from './json.ts';
import { findField } from './run-fields.ts';
import { rangePath, spacePath } from './search-fields.ts';
import { readSpace } from './search.ts';

const words = text.newExperiment.search;

/** Where in the form something is wrong, and what. */
type Add = (path: string, message: string) => void;

/** What is wrong with the settings that are searched over: their ranges, and bounds that the settings themselves do not allow. */
export function checkSpace(
  { search }: FormState,
  checkValue: (value: Json, field: Field) => string | undefined,
  add: Add,
): void {
  if (!search) return;
  const ranges = Object.entries(readSpace(search));
  if (ranges.length === 0) add(spacePath, words.chooseOne);
  for (const [setting, range] of ranges) checkRange(setting, range);

  function checkRange(setting: string, range: Json): void {
    const place = rangePath(setting);
    const isListed = isJsonObject(range) && 'values' in range;
    const parsed = (isListed ? listedRangeSchema : boundedRangeSchema).safeParse(range);
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        const [member] = issue.path;
        const value = getAtPath(range, issue.path.map(String));
        const message =
          issue.code === 'unrecognized_keys' || value !== undefined
            ? describeIssue(issue, value ?? null)
            : words.needed;
        add(member === undefined ? place : `${place}.${String(member)}`, message);
      }
      return;
    }
    const field = findField(setting);
    if (!field) return;
    const { data } = parsed;
    const members =
      'values' in data
        ? data.values.map((value) => ['values', value] as const)
        : ([
            ['low', data.low],
            ['high', data.high],
          ] as const);
    for (const [member, value] of members) {
      const message = checkValue(value, field);
      if (message) return add(`${place}.${member}`, message);
    }
    if (field.kind === 'number' && field.isInteger && 'low' in data && !data.isWhole)
      add(`${place}.isWhole`, words.onlyWhole);
  }
}
