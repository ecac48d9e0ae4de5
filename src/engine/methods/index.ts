import type { Method } from '../../shared/methods/index.ts';
import { booster } from './booster.ts';
import { harmfulDescent } from './harmful-descent.ts';
import type { MethodDefinition } from './method.ts';
import { sft } from './sft.ts';
import { vaccine } from './vaccine.ts';
import { vaccineBooster } from './vaccine-booster.ts';

export type { BatchRole, HiddenShift, MethodDefinition, StepContext, StepResult } from './method.ts';

/** A method made ready for one run: its definition with the options filled in. */
export interface BoundMethod {
  readonly name: string;
  readonly definition: Pick<MethodDefinition, 'settings' | 'step'>;
  readonly extraBatches: { readonly harmful?: number };
  readonly scalars: Readonly<Record<string, number>>;
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
  }
}

function bind<Options>(
  definition: {
    settings: MethodDefinition['settings'];
    step: MethodDefinition['step'];
    extraBatches(options: Options): { harmful?: number };
    scalars(options: Options): Readonly<Record<string, number>>;
  },
  options: Options,
): BoundMethod {
  return {
    name: definition.settings.name,
    definition,
    extraBatches: definition.extraBatches(options),
    scalars: definition.scalars(options),
  };
}
