import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { ModelReport } from '../../shared/spec/inspection.ts';
import type { Job } from '../../shared/spec/job.ts';
import { type Dtype, expectTensor, type ModelFolder, openModelFolder } from '../checkpoint/index.ts';
import type { DecoderConfig } from '../models/config.ts';
import { listLoraTargets } from '../models/lora.ts';
import { listParameters } from '../models/parameters.ts';
import { readModelConfig } from '../models/registry.ts';
import { findStoredName } from '../models/stored-name.ts';
import { sizeOf } from '../runtime/program.ts';
import { checkTokenizerFits, loadTokenizer } from '../tokenizer/index.ts';
import { writeResult } from './write-result.ts';

const listedTensors = 3;

const precisions: Readonly<Partial<Record<Dtype, string>>> = { F32: 'float32', BF16: 'bfloat16', F16: 'float16' };

/** Writes a report on a model folder: all that would fail later stands in it as a sentence. Only headers of weights are read. */
export function inspectModel(job: Extract<Job, { kind: 'inspect-model' }>): void {
  writeResult(job.out, describeModel(job.path));
}

function describeModel(path: string): ModelReport {
  const nothing = {
    path,
    family: null,
    parameterCount: null,
    storedBytes: null,
    precision: null,
    vocabularySize: null,
  };
  const noShape = { layers: null, hiddenSize: null, maxPositions: null, loraTargets: [] };
  const misplaced = findMisplacement(path);
  if (misplaced !== null) return { ...nothing, ...noShape, problems: [misplaced] };

  const problems: string[] = [];
  const config = attempt(problems, () => readModelConfig(path));
  const folder = attempt(problems, () => openModelFolder(path));
  try {
    if (config && folder) problems.push(...findTensorProblems(config, folder));
    attempt(problems, () => {
      const tokenizer = loadTokenizer(path);
      if (config) checkTokenizerFits(tokenizer, config.vocabSize);
    });
    return {
      path,
      family: config?.family ?? null,
      parameterCount: config ? countParameters(config) : folder ? countStored(folder) : null,
      storedBytes: folder?.totalBytes ?? null,
      precision: folder ? findPrecision(folder) : null,
      vocabularySize: config?.vocabSize ?? null,
      layers: config?.layerCount ?? null,
      hiddenSize: config?.hiddenSize ?? null,
      maxPositions: config?.maxPositions ?? null,
      loraTargets: config ? listLoraTargets(config) : [],
      problems,
    };
  } finally {
    folder?.close();
  }
}

/** What was named in a model's place by mistake. */
function findMisplacement(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return `${path}: a model folder was expected here, but there is nothing; check the path.`;
  if (!stats.isDirectory())
    return `${path}: a model folder was expected, but this is a file; choose the folder that it lies in.`;
  if (existsSync(join(path, 'config.json'))) return null;
  if (existsSync(join(path, 'adapter_config.json')))
    return `${path}: this is an adapter (adapter_config.json) and not a model; choose the base model that it belongs to, or merge the two first.`;
  return `${path}: config.json was expected in the folder, but is not there; a model is a folder in Hugging Face layout (config.json, tokenizer.json, *.safetensors).`;
}

/** The value, or nothing and its expected failure as a sentence. */
function attempt<Value>(problems: string[], work: () => Value): Value | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error.message);
    return null;
  }
}

function findTensorProblems(config: DecoderConfig, folder: ModelFolder): string[] {
  const problems: string[] = [];
  const missing: string[] = [];
  let misshapen = 0;
  for (const { name, shape } of listParameters(config)) {
    const stored = findStoredName(folder, name);
    if (stored === null) missing.push(name);
    else {
      const before = problems.length;
      attempt(problems, () => expectTensor(folder, stored, shape));
      if (problems.length > before && ++misshapen > listedTensors) problems.pop();
    }
  }
  if (misshapen > listedTensors)
    problems.push(
      `${folder.path}: ${misshapen - listedTensors} more tensors have another shape than config.json says.`,
    );
  if (missing.length === 0) return problems;
  const named = missing.slice(0, listedTensors).map((name) => `"${name}"`);
  const more = missing.length > listedTensors ? ` and ${missing.length - listedTensors} more` : '';
  return [
    ...problems,
    `${folder.path}: the weights ${named.join(', ')}${more} are missing; the checkpoint is incomplete or belongs to another config.json.`,
  ];
}

function countParameters(config: DecoderConfig): number {
  return listParameters(config).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

function countStored(folder: ModelFolder): number {
  return folder.names().reduce((sum, name) => sum + sizeOf(folder.info(name).shape), 0);
}

/** The type in which most bytes are stored. */
function findPrecision(folder: ModelFolder): string | null {
  const bytes = new Map<Dtype, number>();
  for (const name of folder.names()) {
    const { dtype, byteLength } = folder.info(name);
    bytes.set(dtype, (bytes.get(dtype) ?? 0) + byteLength);
  }
  const [most] = [...bytes].sort((left, right) => right[1] - left[1]);
  return most ? (precisions[most[0]] ?? most[0]) : null;
}
