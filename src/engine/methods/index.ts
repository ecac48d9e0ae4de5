import type { Method } from '../../shared/methods/index.ts';
import { booster } from './booster.ts';
import { harmfulDescent } from './harmful-descent.ts';
import { lisa } from './lisa.ts';
import type { BatchRole, ExtraBatches, MethodDefinition } from './method.ts';
import { repnoise } from './repnoise.ts';
import { sft } from './sft.ts';
import { vaccine } from './vaccine.ts';
import { vaccineBooster } from './vaccine-booster.ts';
import { vlguard } from './vlguard.ts';

export type {
  BatchChoice,
  BatchRole,
  HiddenShift,
  MethodDefinition,
  StepContext,
  StepResult,
  WholePass,
} from './method.ts';

/** A method made ready for one run: its definition with the options filled in. */
export interface BoundMethod {
  readonly name: string;
  readonly definition: Pick<MethodDefinition, 'settings' | 'step'>;
  readonly extraBatches: ExtraBatches;
  readonly scalars: Readonly<Record<string, number>>;
  readonly anchors: readonly string[];
  /** The harmful batch has the rows of the training batch's places. */
  readonly isPaired: boolean;
  /** What is fed beside `scalars` when `done` optimizer steps of `total` are over. */
  stepScalars(done: number, total: number): Readonly<Record<string, number>>;
}

/** Pairs parsed options with their definition. */
export function bindMethod(options: Method): BoundMethod {
  switch (options.name) {
    case 'sft':
      return bind(sft, options);
    case 'booster':
      return bind(booster, options);
    case 'vaccine':
      return bind(vaccine, options);
    case 'vaccine-booster':
      return bind(vaccineBooster, options);
    case 'harmful-descent':
      return bind(harmfulDescent, options);
    case 'repnoise':
      return bind(repnoise, options);
    case 'lisa':
      return bind(lisa, options);
    case 'vlguard':
      return bind(vlguard, options);
  }
}

function bind<Options>(
  definition: {
    settings: MethodDefinition['settings'];
    step: MethodDefinition['step'];
    anchors?: readonly string[];
    isPaired?(options: Options): boolean;
    extraBatches(options: Options): ExtraBatches;
    scalars(options: Options): Readonly<Record<string, number>>;
    stepScalars?(options: Options, done: number, total: number): Readonly<Record<string, number>>;
  },
  options: Options,
): BoundMethod {
  return {
    name: definition.settings.name,
    definition,
    extraBatches: definition.extraBatches(options),
    scalars: definition.scalars(options),
    anchors: definition.anchors ?? [],
    isPaired: definition.isPaired?.(options) ?? false,
    stepScalars: (done, total) => definition.stepScalars?.(options, done, total) ?? {},
  };
}

/** Rows of each batch of a step, the training batch included. */
export function listBatchSizes(method: BoundMethod, trainSize: number): Partial<Record<BatchRole, number>> {
  const extra = Object.entries(method.extraBatches).map(([role, size]) => [role, size === 'train' ? trainSize : size]);
  return { train: trainSize, ...Object.fromEntries(extra) };
}
