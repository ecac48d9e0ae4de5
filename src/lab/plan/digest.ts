import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { AppError } from '../../shared/errors.ts';

/** What is remembered of a file that was read once. */
export interface KnownDigest {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
  readonly digest: string;
}

/** Where digests are remembered between plans. */
export interface DigestMemory {
  find(path: string): KnownDigest | undefined;
  save(known: KnownDigest): void;
}

/** The sha256 of a file's bytes in hex, read only if size or time of change are not as remembered. `what` names it in the error. @throws AppError spec/missing-file. */
export async function digestFile(path: string, what: string, memory: DigestMemory): Promise<string> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    throw new AppError(
      'spec/missing-file',
      `${what}: expected a file at ${path}, found ${stats ? 'a folder' : 'nothing'}.`,
    );
  }
  const known = memory.find(path);
  if (known && known.sizeBytes === stats.size && known.modifiedAtMs === stats.mtimeMs) return known.digest;
  const digest = await hashFile(path, what);
  memory.save({ path, sizeBytes: stats.size, modifiedAtMs: stats.mtimeMs, digest });
  return digest;
}

/** The digest of a model folder: over the sorted names and digests of its configuration, weights and tokenizer. @throws AppError spec/missing-model. */
export async function digestModel(folder: string, what: string, memory: DigestMemory): Promise<string> {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    throw new AppError(
      'spec/missing-model',
      `${what}: expected a model folder at ${folder}, found ${stats ? 'a file' : 'nothing'}.`,
    );
  }
  const names = readdirSync(folder).filter(isModelFile).sort();
  const missing = !names.includes('config.json')
    ? 'config.json'
    : !names.some((name) => name.endsWith('.safetensors'))
      ? '*.safetensors'
      : null;
  if (missing) {
    throw new AppError(
      'spec/missing-model',
      `${what}: expected a folder in Hugging Face layout (config.json, *.safetensors, tokenizer.json) at ${folder}, found no ${missing} there.`,
    );
  }
  const digests: [string, string][] = [];
  for (const name of names) digests.push([name, await digestFile(join(folder, name), what, memory)]);
  return createHash('sha256').update(canonicalJson(digests)).digest('hex');
}

function isModelFile(name: string): boolean {
  return (
    name.endsWith('.safetensors') ||
    ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json'].includes(name)
  );
}

async function hashFile(path: string, what: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  } catch (error) {
    throw new AppError('spec/unreadable-file', `${what}: ${path} cannot be read: ${String(error)}.`, { cause: error });
  }
  return hash.digest('hex');
}
