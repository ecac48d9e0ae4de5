import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StageSpec } from '../../shared/spec/stage.ts';
import { listModelFiles } from '../plan/digest.ts';
import type { BundleInput } from './manifest.ts';
import { lastPart } from './neutral-paths.ts';
import { listStageInputs, type StageInput } from './stage-inputs.ts';

export interface CollectedInput extends BundleInput {
  /** Where it lies here, or lay. */
  readonly path: string;
}

/** What stages read, each content once. */
export function collectInputs(stages: readonly StageSpec[]): CollectedInput[] {
  const byDigest = Map.groupBy(stages.flatMap(listStageInputs), ({ kind, digest }) => `${kind} ${digest}`);
  return [...byDigest.values()].flatMap((uses) => {
    const [first] = uses;
    if (!first) return [];
    const { kind, digest, path } = uses.find((use) => measure(use) !== null) ?? first;
    const roles = [...new Set(uses.map(({ setting }) => setting))].sort();
    return [{ kind, digest, name: lastPart(path), roles, files: measure({ kind, path }), path }];
  });
}

/** Sizes of an input's files by name; null where they are gone. */
function measure({ kind, path }: Pick<StageInput, 'kind' | 'path'>): Record<string, number> | null {
  try {
    if (kind === 'data') return { [basename(path)]: statSync(path).size };
    return Object.fromEntries(listModelFiles(path).map((name) => [name, statSync(join(path, name)).size]));
  } catch {
    return null;
  }
}
