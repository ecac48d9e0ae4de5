import { z } from 'zod';

/** Why a dotted path cannot be followed into a value. */
export class BlockedPath extends Error {
  readonly blockedAt: string;
  readonly found: unknown;

  constructor(blockedAt: string, found: unknown) {
    super(`Blocked at ${blockedAt}.`);
    this.blockedAt = blockedAt;
    this.found = found;
  }
}

/**
 * A copy of `root` with `value` in place of whatever stood at the path; objects on the way are made where there are none.
 * @throws BlockedPath where a number, text or list stands in the way.
 */
export function setAtPath(root: unknown, path: string, value: unknown): unknown {
  return setAtParts(root, path.split('.'), 0, value);
}

function setAtParts(current: unknown, parts: readonly string[], depth: number, value: unknown): unknown {
  const part = parts[depth];
  if (part === undefined) return value;
  if (current !== undefined && current !== null && !isPlainObject(current)) {
    throw new BlockedPath(parts.slice(0, depth).join('.'), current);
  }
  const object = current ?? {};
  const child = Object.hasOwn(object, part) ? Reflect.get(object, part) : undefined;
  return { ...object, [part]: setAtParts(child, parts, depth + 1, value) };
}

/**
 * Completes objects that are given in part by their schema's prefault, so that `attack.training: {"maxSteps": 100}` keeps
 * the attack's own learning rate, as leaving `training` out does.
 */
export function fillPrefaults(schema: z.ZodType, value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  const { inner, prefault } = unwrap(schema);
  const filled: Record<string, unknown> = { ...prefault, ...value };
  if (!(inner instanceof z.ZodObject)) return filled;
  for (const [key, member] of Object.entries(inner.shape)) {
    if (Object.hasOwn(filled, key)) filled[key] = fillPrefaults(member as z.ZodType, filled[key]); // a ZodObject's shape holds schemas
  }
  return filled;
}

/** Names of the members that a schema knows at a path; of a union, those of the options that `value` chooses, or of all. */
export function listMembers(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  const { inner } = unwrap(schema);
  const [head, ...rest] = path;
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const options = inner.options as readonly z.ZodType[]; // options are schemas
    const chosen = options.filter((option) => isChosen(option, inner.def.discriminator, value));
    return [...new Set((chosen.length > 0 ? chosen : options).flatMap((option) => listMembers(option, path, value)))];
  }
  if (!(inner instanceof z.ZodObject)) return [];
  if (head === undefined) return Object.keys(inner.shape);
  const member = inner.shape[String(head)] as z.ZodType | undefined; // a ZodObject's shape holds schemas
  if (!member) return [];
  const below = isPlainObject(value) && Object.hasOwn(value, head) ? Reflect.get(value, head) : undefined;
  return listMembers(member, rest, below);
}

function isChosen(option: z.ZodType, discriminator: string, value: unknown): boolean {
  if (!(option instanceof z.ZodObject) || !isPlainObject(value)) return false;
  const choice = option.shape[discriminator] as z.ZodType | undefined; // a ZodObject's shape holds schemas
  return choice?.safeParse(value[discriminator]).success ?? false;
}

function unwrap(schema: z.ZodType): { inner: z.ZodType; prefault: Record<string, unknown> } {
  let inner = schema;
  let prefault: Record<string, unknown> = {};
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodOptional
  ) {
    if (inner instanceof z.ZodPrefault && isPlainObject(inner.def.defaultValue))
      prefault = { ...inner.def.defaultValue };
    inner = inner.unwrap() as z.ZodType; // unwrap() is typed as the core schema; all of ours are classic ones
  }
  return { inner, prefault };
}

/** True for what JSON writes in braces. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True if setting `path` would also replace `other`. */
export function isSameOrAbove(path: string, other: string): boolean {
  return other === path || other.startsWith(`${path}.`);
}
