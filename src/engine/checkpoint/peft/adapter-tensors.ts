import { AppError } from '../../../shared/errors.ts';
import type { SafetensorsFile, TensorInfo } from '../safetensors/index.ts';
import type { AdapterSettings } from './adapter-config.ts';

/** A is [rank, in], B is [out, rank]; the update of the module's weight is alpha / rank * B A. */
export type LoraMatrix = 'A' | 'B';

export interface AdapterTensorName {
  /** Name of the adapted module, such as `model.layers.0.self_attn.q_proj`. */
  readonly module: string;
  readonly which: LoraMatrix;
}

const namePattern = /^base_model\.model\.(.+)\.lora_([AB])\.weight$/;

export function formatTensorName({ module, which }: AdapterTensorName): string {
  return `base_model.model.${module}.lora_${which}.weight`;
}

/**
 * Checks that the file holds exactly one A and one B of the right shapes for each adapted module, and sorts them by module.
 * Error: `adapter/invalid`, or `adapter/unsupported` for a tensor that plain LoRA does not have.
 */
export function listAdapterTensors(file: SafetensorsFile, settings: AdapterSettings): AdapterTensorName[] {
  const modules = new Map<string, Partial<Record<LoraMatrix, TensorInfo>>>();
  for (const [name, info] of file.tensors) {
    const { module, which } = parseTensorName(name, file.path);
    if (!settings.targets.some((target) => module === target || module.endsWith(`.${target}`))) {
      throw invalid(
        file.path,
        `tensor "${name}" adapts a module that "target_modules" (${settings.targets.join(', ')}) does not name`,
      );
    }
    checkShape(name, info, { rank: settings.rank, which, path: file.path });
    modules.set(module, { ...modules.get(module), [which]: info });
  }
  if (modules.size === 0) throw invalid(file.path, 'LoRA tensors were expected, but the file holds none');
  for (const [module, pair] of modules) {
    const missing = pair.A ? (pair.B ? undefined : 'B') : 'A';
    if (missing) throw invalid(file.path, `tensor "${formatTensorName({ module, which: missing })}" is missing`);
  }
  return [...modules.keys()].sort(compareNames).flatMap((module) => [
    { module, which: 'A' },
    { module, which: 'B' },
  ]);
}

function parseTensorName(name: string, path: string): AdapterTensorName {
  const [, module, which] = name.match(namePattern) ?? [];
  if (module === undefined || (which !== 'A' && which !== 'B')) {
    throw new AppError(
      'adapter/unsupported',
      `${path}: only tensors named "${formatTensorName({ module: '<module>', which: 'A' })}" (or lora_B) are supported, but "${name}" was found.`,
    );
  }
  return { module, which };
}

function checkShape(name: string, info: TensorInfo, expected: { rank: number; which: LoraMatrix; path: string }): void {
  const rankAxis = expected.which === 'A' ? 0 : 1;
  if (info.shape.length === 2 && info.shape[rankAxis] === expected.rank) return;
  const wanted = expected.which === 'A' ? `[${expected.rank}, in]` : `[out, ${expected.rank}]`;
  throw invalid(expected.path, `tensor "${name}" must have the shape ${wanted}, but it has [${info.shape.join(', ')}]`);
}

/** Layer 2 before layer 10. */
function compareNames(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

function invalid(path: string, problem: string): AppError {
  return new AppError(
    'adapter/invalid',
    `${path}: ${problem}; the adapter is incomplete or belongs to another configuration.`,
  );
}
