import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic, writeFolderAtomic } from './atomic-write.ts';
import { roundToBfloat16, roundToFloat16 } from './float-conversion.ts';
import { parseJsonText, readTextFile } from './json-file.ts';
import { singleWeightsName } from './model-folder.ts';
import { countTensorBytes, type TensorSource, writeSafetensors } from './safetensors/index.ts';
import { weightIndexName } from './weight-index.ts';

export type FloatDtype = 'F32' | 'BF16' | 'F16';

/** One tensor of the model to be written; `read` is called once, when its turn comes. */
export interface FloatTensorSource {
  readonly name: string;
  readonly shape: readonly number[];
  read(): Float32Array;
}

export interface ModelFolderContents {
  /** Folder whose configuration and tokenizer files are copied. */
  readonly source: string;
  readonly tensors: Iterable<FloatTensorSource>;
  readonly dtype: FloatDtype;
  /** Tensors beyond this many bytes go to a further shard; 5 GB, as the reference library does, unless given. */
  readonly maxShardBytes?: number;
}

const defaultMaxShardBytes = 5_000_000_000;

const copiedNames = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'tokenizer.model',
  'vocab.json',
  'merges.txt',
  'chat_template.jinja',
];

const dtypeNames = { F32: 'float32', BF16: 'bfloat16', F16: 'float16' } as const satisfies Record<FloatDtype, string>;

/** The reference library refuses weights without this mark. */
const weightsMetadata = { format: 'pt' };

/**
 * Writes a folder that `transformers` loads, one tensor in memory at a time; the folder appears only when complete.
 * Errors: `disk/full`, `disk/unwritable`, `disk/not-empty`, and those of `readJsonFile` for the source's config.json.
 */
export function writeModelFolder(targetDir: string, contents: ModelFolderContents): void {
  const config = readConfig(join(contents.source, 'config.json'));
  writeFolderAtomic(targetDir, (folder) => {
    writeJson(join(folder, 'config.json'), setConfigDtype(config, contents.dtype));
    for (const name of copiedNames) {
      const from = join(contents.source, name);
      if (existsSync(from)) writeFileAtomic(join(folder, name), (append) => append(readFileSync(from)));
    }
    writeWeights(folder, contents);
  });
}

/** Node's JSON gives and takes numbers as text, which TypeScript's library does not know yet; a configuration is an object. */
const exactJson = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): Record<string, unknown>;
  rawJSON(text: string): unknown;
};

/** The configuration with its numbers as they are written: transformers refuses a cap of 30 where 30.0 stood. */
function readConfig(file: string): Record<string, unknown> {
  const text = readTextFile(file);
  parseJsonText(text, z.record(z.string(), z.unknown()), file);
  return exactJson.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? exactJson.rawJSON(source) : value,
  );
}

/** Newer releases write `dtype`, older ones `torch_dtype`; a stale value would make the loader convert the weights back. */
function setConfigDtype(config: Record<string, unknown>, dtype: FloatDtype): Record<string, unknown> {
  const key = Object.hasOwn(config, 'torch_dtype') && !Object.hasOwn(config, 'dtype') ? 'torch_dtype' : 'dtype';
  const { torch_dtype: _old, dtype: _new, ...others } = config;
  return { ...others, [key]: dtypeNames[dtype] };
}

function writeWeights(
  folder: string,
  { tensors, dtype, maxShardBytes = defaultMaxShardBytes }: ModelFolderContents,
): void {
  const shards = splitIntoShards(
    [...tensors].map((tensor) => convertSource(tensor, dtype)),
    maxShardBytes,
  );
  const [only] = shards;
  if (shards.length === 1 && only) {
    writeSafetensors(join(folder, singleWeightsName), only, weightsMetadata);
    return;
  }
  const weightMap: Record<string, string> = {};
  for (const [index, shard] of shards.entries()) {
    const name = `model-${padFive(index + 1)}-of-${padFive(shards.length)}.safetensors`;
    writeSafetensors(join(folder, name), shard, weightsMetadata);
    for (const tensor of shard) weightMap[tensor.name] = name;
  }
  const totalSize = shards.flat().reduce((sum, tensor) => sum + countTensorBytes(tensor), 0);
  writeJson(join(folder, weightIndexName), { metadata: { total_size: totalSize }, weight_map: weightMap });
}

function convertSource(tensor: FloatTensorSource, dtype: FloatDtype): TensorSource {
  return { name: tensor.name, shape: tensor.shape, dtype, read: () => convertValues(tensor.read(), dtype) };
}

function convertValues(values: Float32Array, dtype: FloatDtype): ArrayBufferView {
  if (dtype === 'F32') return values;
  const rounded = new Uint16Array(values.length);
  if (dtype === 'BF16') roundToBfloat16(values, rounded);
  else roundToFloat16(values, rounded);
  return rounded;
}

function splitIntoShards(tensors: readonly TensorSource[], maxBytes: number): TensorSource[][] {
  const shards: TensorSource[][] = [[]];
  let shardBytes = 0;
  for (const tensor of tensors) {
    const bytes = countTensorBytes(tensor);
    if (shardBytes > 0 && shardBytes + bytes > maxBytes) {
      shards.push([]);
      shardBytes = 0;
    }
    shards.at(-1)?.push(tensor);
    shardBytes += bytes;
  }
  return shards;
}

function padFive(value: number): string {
  return String(value).padStart(5, '0');
}

function writeJson(file: string, value: unknown): void {
  writeFileAtomic(file, (append) => append(Buffer.from(`${JSON.stringify(value, null, 2)}\n`)));
}
