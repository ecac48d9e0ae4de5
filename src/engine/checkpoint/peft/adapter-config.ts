import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { readJsonFile } from '../json-file.ts';

export const adapterConfigName = 'adapter_config.json';

/** The settings of a LoRA adapter that this program supports. */
export interface AdapterSettings {
  readonly rank: number;
  /** `lora_alpha`: the update is scaled by alpha / rank. */
  readonly alpha: number;
  /** Last part(s) of the names of the adapted modules, such as `q_proj`. */
  readonly targets: readonly string[];
  readonly dropout: number;
}

const adapterConfigSchema = z.looseObject({
  peft_type: z.string(),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  lora_dropout: z.number().min(0).lt(1).default(0),
  target_modules: z.union([z.array(z.string()).nonempty(), z.string()]),
  base_model_name_or_path: z.string().nullish(),
});

/** The other named starts (pissa, olora, corda, loftq, lora_ga) also change the base model, which the adapter does not hold. */
const startsThatKeepTheBase: ReadonlySet<string> = new Set(['gaussian', 'orthogonal', 'eva']);

/**
 * Options that change the adapter's mathematics or its tensors; `null`, `false`, empty and absent are all "off".
 * Options that touch only the training or the first values (eva_config, loftq_config, ...) are left alone, and so is
 * fan_in_fan_out: it says how the base stores its weights, and `peft` too goes by the module itself.
 */
const optionsThatMustBeOff = [
  'use_rslora',
  'use_dora',
  'use_qalora',
  'use_bdlora',
  'lora_bias',
  'modules_to_save',
  'rank_pattern',
  'alpha_pattern',
  'layers_to_transform',
  'layer_replication',
  'trainable_token_indices',
  'target_parameters',
  'alora_invocation_tokens',
  'arrow_config',
  'kasa_config',
  'velora_config',
  'monteclora_config',
  'megatron_config',
] as const;

/**
 * Reads and checks `adapter_config.json` of a LoRA adapter.
 * Errors: those of `readJsonFile`; `adapter/unsupported` for an option that this program does not have.
 */
export function readAdapterConfig(file: string): AdapterSettings & { readonly baseModel: string | null } {
  const config = readJsonFile(file, adapterConfigSchema);
  if (config.peft_type !== 'LORA') throw unsupported(file, 'peft_type', config.peft_type, '"LORA"');
  if (typeof config.target_modules === 'string') {
    throw unsupported(file, 'target_modules', config.target_modules, 'a list of module names instead of a pattern');
  }
  if (isOn(config.bias) && config.bias !== 'none') throw unsupported(file, 'bias', config.bias, '"none"');
  const { init_lora_weights: start } = config;
  if (typeof start === 'string' && !startsThatKeepTheBase.has(start)) {
    throw unsupported(file, 'init_lora_weights', start, 'a start that leaves the base weights as they are');
  }
  for (const option of optionsThatMustBeOff) {
    if (isOn(config[option])) throw unsupported(file, option, config[option], 'off');
  }
  return {
    rank: config.r,
    alpha: config.lora_alpha,
    dropout: config.lora_dropout,
    targets: config.target_modules,
    baseModel: config.base_model_name_or_path ?? null,
  };
}

/** The file's content, with the keys and values that the reference library writes for a plain LoRA adapter. */
export function buildAdapterConfig(
  settings: AdapterSettings & { readonly baseModel: string | null; readonly fanInFanOut?: boolean },
): Record<string, unknown> {
  return {
    alpha_pattern: {},
    auto_mapping: null,
    base_model_name_or_path: settings.baseModel,
    bias: 'none',
    fan_in_fan_out: settings.fanInFanOut ?? false,
    inference_mode: true,
    init_lora_weights: true,
    layer_replication: null,
    layers_pattern: null,
    layers_to_transform: null,
    lora_alpha: settings.alpha,
    lora_bias: false,
    lora_dropout: settings.dropout,
    modules_to_save: null,
    peft_type: 'LORA',
    r: settings.rank,
    rank_pattern: {},
    revision: null,
    target_modules: settings.targets,
    task_type: 'CAUSAL_LM',
    use_dora: false,
    use_rslora: false,
  };
}

function isOn(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function unsupported(file: string, key: string, found: unknown, expected: string): AppError {
  const shown = JSON.stringify(found);
  return new AppError(
    'adapter/unsupported',
    `${file}: key "${key}" must be ${expected}, but ${shown.length > 80 ? `${shown.slice(0, 77)}...` : shown} was found; ` +
      'save the adapter as plain LoRA or merge it into its base model first.',
  );
}
