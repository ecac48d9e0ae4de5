import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelFolderOf } from './reference.ts';

type Json = Record<string, unknown>;

/** Copies a fixture model into `folder` with changes to its configuration or tokenizer. */
export function writeModelVariant(
  folder: string,
  changes: { model?: string; config?: Json; tokenizer?: (json: Json) => Json },
): string {
  cpSync(modelFolderOf(changes.model ?? 'llama-tiny'), folder, { recursive: true });
  editJson(path.join(folder, 'config.json'), (json) => ({ ...json, ...changes.config }));
  editJson(path.join(folder, 'tokenizer.json'), changes.tokenizer ?? ((json) => json));
  return folder;
}

/**
 * A tokenizer that reads the arrow of the template `plain` as nothing: words then have the ids of the golden batches, which were
 * made with another template. Without the arrow "a b =>" and "c" are the prompt's words and the answer's.
 */
export function withoutArrow(json: Json): Json {
  return { ...json, normalizer: { type: 'Replace', pattern: { String: '=>' }, content: '' } };
}

/** The words of a fixture's vocabulary by id. */
export function readWords(model = 'llama-tiny'): string[] {
  const file = path.join(modelFolderOf(model), 'tokenizer.json');
  const { vocab } = (JSON.parse(readFileSync(file, 'utf8')) as { model: { vocab: Record<string, number> } }).model; // a fixture's own shape
  const words: string[] = [];
  for (const [word, id] of Object.entries(vocab)) words[id] = word;
  return words;
}

function editJson(file: string, change: (json: Json) => Json): void {
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')))));
}
