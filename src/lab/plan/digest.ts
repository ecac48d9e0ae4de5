import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';

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

/** Why a file or model folder cannot be used: `sentence` says what was expected and found, without a full stop. */
export class UnusableInput extends Error {
  readonly code: string;
  readonly sentence: string;

  constructor(code: string, sentence: string, options?: { cause?: unknown }) {
    super(sentence, options);
    this.code = code;
    this.sentence = sentence;
  }
}

/** Digests of the inputs of one plan, each looked at once. */
export interface InputDigests {
  /** The sha256 of a file's bytes in hex, read only if size or time of change are not as remembered. @throws UnusableInput. */
  ofFile(path: string): Promise<string>;
  /** The digest of a model folder: over the sorted names and digests of its configuration, weights and tokenizer. @throws UnusableInput. */
  ofModel(folder: string): Promise<string>;
}

export function createInputDigests(memory: DigestMemory): InputDigests {
  const ofFile = once((path) => digestFile(path, memory));
  return { ofFile, ofModel: once((folder) => digestModel(folder, ofFile)) };
}

function once(work: (path: string) => Promise<string>): (path: string) => Promise<string> {
  const done = new Map<string, Promise<string>>();
  return (path) => {
    const known = done.get(path) ?? work(path);
    done.set(path, known);
    return known;
  };
}

async function digestFile(path: string, memory: DigestMemory): Promise<string> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile())
    throw new UnusableInput('spec/missing-file', `expected a file at ${path}, found ${stats ? 'a folder' : 'nothing'}`);
  const known = memory.find(path);
  if (known && known.sizeBytes === stats.size && known.modifiedAtMs === stats.mtimeMs) return known.digest;
  const digest = await hashFileOnce(path, `${path} ${stats.size} ${stats.mtimeMs}`);
  memory.save({ path, sizeBytes: stats.size, modifiedAtMs: stats.mtimeMs, digest });
  return digest;
}

async function digestModel(folder: string, digestOf: (path: string) => Promise<string>): Promise<string> {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    throw new UnusableInput(
      'spec/missing-model',
      `expected a model folder at ${folder}, found ${stats ? 'a file' : 'nothing'}`,
    );
  }
  const names = listModelFiles(folder);
  const missing = !names.includes('config.json')
    ? 'config.json'
    : !names.some((name) => name.endsWith('.safetensors'))
      ? '*.safetensors'
      : null;
  if (missing) {
    throw new UnusableInput(
      'spec/missing-model',
      `expected a folder in Hugging Face layout (config.json, *.safetensors, tokenizer.json) at ${folder}, found no ${missing} there`,
    );
  }
  const digests: [string, string][] = [];
  for (const name of names) digests.push([name, await digestOf(join(folder, name))]);
  return createHash('sha256').update(canonicalJson(digests)).digest('hex');
}

/** The files of a model folder that its digest is made of, in the order of their names. */
export function listModelFiles(folder: string): string[] {
  return readdirSync(folder).filter(isModelFile).sort();
}

function isModelFile(name: string): boolean {
  return (
    name.endsWith('.safetensors') ||
    ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json'].includes(name)
  );
}

/** Files that are being read now: plans that follow each other fast must not each read a model of gigabytes. */
const reading = new Map<string, Promise<string>>();

function hashFileOnce(path: string, identity: string): Promise<string> {
  const current = reading.get(identity);
  if (current) return current;
  const hash = hashFile(path).finally(() => reading.delete(identity));
  reading.set(identity, hash);
  return hash;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  } catch (error) {
    throw new UnusableInput('spec/unreadable-file', `${path} cannot be read: ${String(error)}`, { cause: error });
  }
  return hash.digest('hex');
}
