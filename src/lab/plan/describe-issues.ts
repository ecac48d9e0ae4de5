import type { z } from 'zod';
import { asSentence, makeFault, showValue, type SpecFault } from './spec-error.ts';

/** Where the value at a path below the parsed object was written. */
export interface Origin {
  /** The file's own words for it, such as `vary."attack.p"[1]`. */
  readonly place: string;
  /** Dotted path of the field in a form. */
  readonly path: string;
  readonly arm: string | null;
}

export interface DescribeOptions {
  readonly error: z.ZodError;
  readonly input: unknown;
  readonly locate: (path: readonly PropertyKey[]) => Origin;
  /** Names that are known at a place, for a key that is not. */
  readonly listKnown: (path: readonly PropertyKey[]) => readonly string[];
}

/** Turns what zod found into faults: place, expected, found. */
export function describeIssues(options: DescribeOptions): SpecFault[] {
  return options.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => describeUnknown(issue.path, key, options))
      : [describeValue(issue, options)],
  );
}

function describeUnknown(
  path: readonly PropertyKey[],
  key: string,
  { input, locate, listKnown }: DescribeOptions,
): SpecFault {
  const known = listKnown(path);
  // The file itself has a name too, but that chooses nothing.
  const owner = path.length > 0 ? findChoice(getAtPath(input, path)) : undefined;
  const expected = known.length > 0 ? `; expected one of ${known.join(', ')}` : '';
  const what = `not a setting${owner ? ` of ${owner}` : ''}${expected}`;
  const { place, ...origin } = locate([...path, key]);
  return { code: 'spec/unknown-setting', ...origin, line: `${place} is ${what}`, message: asSentence(what) };
}

function describeValue(issue: z.core.$ZodIssue, { input, locate, listKnown }: DescribeOptions): SpecFault {
  const value = getAtPath(input, issue.path);
  const origin = locate(issue.path);
  const sentence = `expected ${describeExpected(issue)}, found ${showValue(value)}`;
  const fault = makeFault({ code: 'spec/invalid', ...origin, sentence });
  if (value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) return fault;
  const leaf = value === undefined ? findLeaf(listKnown(issue.path)) : undefined;
  const path = leaf === undefined ? origin.path : `${origin.path}.${leaf}`;
  return { ...fault, path, message: describeMissing(path) };
}

/** The field by which a group of settings begins: what a form asks for when the group is missing as a whole. */
function findLeaf(members: readonly string[]): string | undefined {
  return ['path', 'name', 'kind'].find((name) => members.includes(name));
}

function describeMissing(path: string): string {
  if (path === 'model.path') return 'Choose a model folder.';
  if (path.endsWith('.path')) return 'Choose a file.';
  return path.endsWith('.name') ? 'Choose one.' : 'A value is needed here.';
}

/** What a group of settings has been chosen to be, such as "sft": its settings depend on it. */
function findChoice(group: unknown): string | undefined {
  if (typeof group !== 'object' || group === null) return undefined;
  const choice = 'name' in group ? group.name : 'kind' in group ? group.kind : undefined;
  return typeof choice === 'string' ? showValue(choice) : undefined;
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
