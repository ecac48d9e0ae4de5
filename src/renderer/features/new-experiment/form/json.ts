import { canonicalJson } from '../../../../shared/canonical-json.ts';
import type { DraftSpec } from '../../../../shared/contract/experiments.ts';

export type JsonObject = DraftSpec['spec'];
export type Json = JsonObject[string];

/** True for what JSON writes in braces. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True if two values are the same JSON, whatever the order of their keys; a missing value equals only a missing one. */
export function isSameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalJson(left) === canonicalJson(right);
}

/** The value at a dotted path, or at the parts of one; undefined where there is none. */
export function getAtPath(root: Json | undefined, path: string | readonly string[]): Json | undefined {
  let current = root;
  for (const part of listParts(path)) {
    if (!isJsonObject(current) || !Object.hasOwn(current, part)) return undefined;
    current = current[part];
  }
  return current;
}

/** A copy with `value` at the path; groups on the way are made, and replace what was no group. */
export function setAtPath(root: JsonObject, path: string | readonly string[], value: Json): JsonObject {
  const [head = '', ...rest] = listParts(path);
  if (rest.length === 0) return { ...root, [head]: value };
  const child = Object.hasOwn(root, head) ? root[head] : undefined;
  return { ...root, [head]: setAtPath(isJsonObject(child) ? child : {}, rest, value) };
}

/** A copy without the value at the path; groups that this leaves empty go too. */
export function removeAtPath(root: JsonObject, path: string | readonly string[]): JsonObject {
  const [head = '', ...rest] = listParts(path);
  if (!Object.hasOwn(root, head)) return root;
  const { [head]: child, ...others } = root;
  if (rest.length === 0) return others;
  if (!isJsonObject(child)) return root;
  const left = removeAtPath(child, rest);
  return Object.keys(left).length === 0 && left !== child ? others : { ...root, [head]: left };
}

function listParts(path: string | readonly string[]): readonly string[] {
  return typeof path === 'string' ? path.split('.') : path;
}

/** True if setting `path` would also replace `other`. */
export function isSameOrAbove(path: string, other: string): boolean {
  return other === path || other.startsWith(`${path}.`);
}
