import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { StageSpec } from '../../shared/spec/stage.ts';
import { isPlainObject } from './dotted-path.ts';

/** The key of a stage: sha256 of its spec, in which a file counts by its content and not by where it lies. */
export function computeStageKey(stage: StageSpec): string {
  return createHash('sha256')
    .update(canonicalJson(withoutPaths(stage)))
    .digest('hex');
}

function withoutPaths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaths);
  if (!isPlainObject(value)) return value;
  const hasDigest = Object.hasOwn(value, 'digest');
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(hasDigest && key === 'path'))
      .map(([key, member]) => [key, withoutPaths(member)]),
  );
}
