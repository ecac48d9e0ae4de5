import type { RepoKind } from '../../shared/contract/hub.ts';

/** What the engine reads of a model folder besides its weights, and the terms it comes under. */
const modelFiles =
  /^(?:config|generation_config|tokenizer|tokenizer_config|special_tokens_map|added_tokens)\.json$|^chat_template\.(?:jinja|json)$|^LICEN[CS]E[\w.]*$/i;
const weightFiles = /^(?:model[\w-]*\.safetensors|model\.safetensors\.index\.json)$/;
const dataFiles = /\.(?:parquet|(?:jsonl|json|csv)(?:\.gz)?)$/i;
const dataDescriptions = /(?:^|\/)(?:dataset_infos?|dataset_dict|state|\.[^/]*)\.json$|^\./i;

/** Whether a file of a repository is taken unless somebody chooses otherwise. */
export function isNeeded(kind: RepoKind, path: string): boolean {
  if (kind === 'dataset') return dataFiles.test(path) && !dataDescriptions.test(path);
  return modelFiles.test(path) || weightFiles.test(path);
}

/** Why a repository cannot be used here, told from the names of its files; null where nothing speaks against it. */
export function findRepoProblem(kind: RepoKind, paths: readonly string[]): string | null {
  if (kind === 'dataset')
    return paths.some((path) => isNeeded(kind, path))
      ? null
      : 'It has no file that can be read here: Parquet, JSON, JSONL or CSV.';
  const has = (pattern: RegExp) => paths.some((path) => pattern.test(path));
  if (!has(/^config\.json$/))
    return has(/^adapter_config\.json$/)
      ? 'It is an adapter and no whole model; download its base model, then give the adapter to a command.'
      : 'It has no config.json, so that it is no model in Hugging Face layout.';
  if (!has(/^model[\w-]*\.safetensors$/))
    return has(/\.(?:bin|pt|pth)$/)
      ? 'Its weights are in a format that can run code (.bin); only safetensors are read. Look for a converted copy.'
      : 'It has no weights in safetensors format.';
  if (!has(/^tokenizer\.json$/)) return 'It has no tokenizer.json; look for a copy with a fast tokenizer.';
  return null;
}

/** What a download is written down in, beside its files. */
export const manifestName = 'hub-download.json';

/** A path of a repository that can be written below a folder: no way out of it, on any system. */
export function isSafePath(path: string): boolean {
  // A file of this name would say in the place of ours what is downloaded from where.
  if (path.toLowerCase() === manifestName) return false;
  // Windows' separators and drives, and what no file system keeps.
  if (path.length > 400 || /[\\:*?"<>|\p{Cc}]/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[. ]$/.test(part));
}
