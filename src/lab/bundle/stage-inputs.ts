import type { StageSpec } from '../../shared/spec/stage.ts';
import { isPlainObject } from '../plan/dotted-path.ts';

/** A file or model that a stage reads. */
export interface StageInput {
  readonly kind: 'model' | 'data';
  /** The setting of the run that names it. */
  readonly setting: string;
  readonly path: string;
  readonly digest: string;
}

/** What a stage reads, with the settings that it comes from. */
export function listStageInputs(stage: StageSpec): StageInput[] {
  const name = (setting: string, data: { path: string; digest: string } | null | undefined): StageInput[] =>
    data ? [{ kind: 'data', setting, path: data.path, digest: data.digest }] : [];
  const { path, digest } = stage.model;
  const model: StageInput = { kind: 'model', setting: 'model', path, digest };
  switch (stage.kind) {
    case 'align':
      return [model, ...name('alignment.data', stage.data), ...name('alignment.harmful', stage.harmful)];
    case 'attack':
      return [
        model,
        ...name('attack.task', stage.task),
        ...name('attack.harmful', stage.harmful),
        ...name('attack.guide', stage.guide),
        ...stage.disjointFrom.flatMap(({ role, data }) => name(settingsOfRoles[role] ?? role, data)),
      ];
    case 'evaluate': {
      const { safety, utility, benign } = stage.evaluation;
      return [
        model,
        ...name('evaluation.safety.data', safety.data),
        ...name('evaluation.utility.data', utility?.data),
        ...name('evaluation.benign.data', benign?.data),
      ];
    }
  }
}

const settingsOfRoles: Readonly<Record<string, string>> = {
  alignment: 'alignment.data',
  'alignment harmful': 'alignment.harmful',
  'safety test': 'evaluation.safety.data',
};

/** A copy of a stage in which each file and model lies where `place` says; its key stays, for it counts content and not place. */
export function moveInputs(stage: StageSpec, place: (path: string, digest: string) => string): StageSpec {
  return visit(stage, place) as StageSpec; // only texts were replaced by texts
}

function visit(value: unknown, place: (path: string, digest: string) => string): unknown {
  if (Array.isArray(value)) return value.map((member) => visit(member, place));
  if (!isPlainObject(value)) return value;
  const { path, digest } = value;
  const isInput = typeof path === 'string' && typeof digest === 'string';
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) =>
      isInput && key === 'path' ? [key, place(path, digest)] : [key, visit(member, place)],
    ),
  );
}
