import type { z } from 'zod';
import { AppError } from '../../shared/errors.ts';

/** Where the value at a path below the parsed object was written: the file's own words for it, such as `vary."attack.p"[1]`. */
export type Locate = (path: readonly PropertyKey[]) => string;

/** Turns the first problem that zod found into one sentence: file, place, expected, found. */
export function describeSpecProblem(options: {
  readonly file: string;
  readonly error: z.ZodError;
  readonly input: unknown;
  readonly locate: Locate;
  /** Names that are known at a place, for a key that is not. */
  readonly listKnown: (path: readonly PropertyKey[]) => readonly string[];
}): AppError {
  const { file, error, input, locate, listKnown } = options;
  const issue = error.issues[0];
  if (!issue) return new AppError('spec/invalid', `${file} is not a valid experiment.`);
  const more = error.issues.length > 1 ? ` (${error.issues.length - 1} more after it)` : '';
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = listKnown(issue.path);
    // The file itself has a name too, but that chooses nothing.
    const owner = issue.path.length > 0 ? findChoice(getAtPath(input, issue.path)) : undefined;
    const expected = known.length > 0 ? `; expected one of ${known.join(', ')}` : '';
    return new AppError(
      'spec/unknown-setting',
      `${file}: ${locate([...issue.path, key])} is not a setting${owner ? ` of ${owner}` : ''}${expected}${more}.`,
    );
  }
  const found = showValue(getAtPath(input, issue.path));
  return new AppError(
    'spec/invalid',
    `${file}: ${locate(issue.path)}: expected ${describeExpected(issue)}, found ${found}${more}.`,
  );
}

/** What a group of settings has been chosen to be, such as "sft": its settings depend on it. */
function findChoice(group: unknown): string | undefined {
  if (typeof group !== 'object' || group === null) return undefined;
  const choice = 'name' in group ? group.name : 'kind' in group ? group.kind : undefined;
  return typeof choice === 'string' ? showValue(choice) : undefined;
}

/** A dotted path as people write it, with array places in brackets. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/** A value as JSON, cut at 80 characters. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? `a ${typeof value}`;
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** JSON's types in plain words. */
const typeNames: Readonly<Partial<Record<string, string>>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text in quotes',
  boolean: 'true or false',
  array: 'a list in brackets [ ]',
  object: 'a group in braces { }',
  record: 'a group in braces { }',
};

function describeExpected(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'too_small':
      return describeBound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum);
    case 'too_big':
      return describeBound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum);
    case 'invalid_value':
      return issue.values.length === 1
        ? showValue(issue.values[0])
        : `one of ${issue.values.map(showValue).join(', ')}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `one of ${issue.options.map(showValue).join(', ')}`
        : 'another value';
    default:
      return issue.message;
  }
}

function describeBound(origin: string, relation: string, bound: number | bigint): string {
  if (origin === 'string') return `${relation} ${bound} characters`;
  if (origin === 'array') return `${relation} ${bound} entries`;
  return `a number of ${relation} ${bound}`;
}

function getAtPath(root: unknown, path: readonly PropertyKey[]): unknown {
  let current = root;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.hasOwn(current, part) ? Reflect.get(current, part) : undefined;
  }
  return current;
}
