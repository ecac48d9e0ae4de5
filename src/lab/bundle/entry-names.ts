import { findForeignName } from './portable-names.ts';

const plainName = String.raw`[A-Za-z0-9][\w.-]{0,150}`;
const hex = '[0-9a-f]{64}';

/** What of a stage folder goes into a bundle; everything else stays: who works on it, what the worker printed, resume points. */
const recordFile = new RegExp(
  String.raw`^(spec\.json|state\.json|events\.jsonl|samples\.jsonl|overrules\.json|judgements/${plainName}\.jsonl)$`,
);
const weightsFile = new RegExp(String.raw`^checkpoints/step-(\d+)/${plainName}$`);

const entryPatterns = [
  /^manifest\.json$/,
  new RegExp(String.raw`^experiments/${plainName}/(experiment|state|marks)\.json$`),
  new RegExp(`^data/${hex}/${plainName}$`),
];
const stageEntry = new RegExp(`^stages/(${hex})/(.+)$`);

export type StageFileKind = { readonly kind: 'record' } | { readonly kind: 'weights'; readonly step: number };

/** What a file of a stage folder is to a bundle, by its path below the folder with slashes; undefined where it stays out. */
export function classifyStageFile(path: string): StageFileKind | undefined {
  if (findForeignName(path) !== null) return undefined;
  if (recordFile.test(path)) return { kind: 'record' };
  const weights = weightsFile.exec(path);
  return weights ? { kind: 'weights', step: Number(weights[1]) } : undefined;
}

/** The stage and the file in its folder that an entry is; undefined for other entries. */
export function parseStageEntry(name: string): { readonly key: string; readonly file: string } | undefined {
  const [, key, file] = stageEntry.exec(name) ?? [];
  return key === undefined || file === undefined || !classifyStageFile(file) ? undefined : { key, file };
}

/** The experiment and the file in its folder that an entry is; undefined for other entries. */
export function parseExperimentEntry(name: string): { readonly id: string; readonly file: string } | undefined {
  const [, id, file] = /^experiments\/([^/]+)\/([^/]+)$/.exec(name) ?? [];
  return id === undefined || file === undefined ? undefined : { id, file };
}

/** True for the names that a bundle may have: no other can lead out of a folder, put there what does not belong, or be written on some systems alone. */
export function isEntryName(name: string): boolean {
  if (findForeignName(name) !== null) return false;
  return entryPatterns.some((pattern) => pattern.test(name)) || parseStageEntry(name) !== undefined;
}

/** A file name as it may stand in an entry's name, and as every system can write it. */
export function makePlainName(name: string): string {
  const plain = name
    .replace(/[^\w.-]/g, '_')
    .slice(-120)
    .replace(/^[^A-Za-z0-9]+|\.+$/g, '');
  if (plain === '') return 'file';
  return findForeignName(plain) === null ? plain : `file-${plain}`;
}
