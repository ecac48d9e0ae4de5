import type { z } from 'zod';

export type MethodStage = 'align' | 'attack';

/** `harmful`: the defender's harmful set, in the alignment; `guide`: safe data, in the attack. */
export type ExtraData = 'harmful' | 'guide';

/** What everyone but the engine needs to know about a method; the mathematics is in engine/methods under the same name. */
export interface MethodSettings<Name extends string = string> {
  readonly name: Name;
  readonly label: string;
  /** One sentence for people who have not read the paper. */
  readonly help: string;
  readonly stages: readonly MethodStage[];
  /** Data sets beyond the one that is trained on; a stage without them does not depend on them. */
  readonly uses: readonly ExtraData[];
  readonly allowsAccumulation: boolean;
  /** How often a batch goes through the model, forward and back, in one step, by role; once where nothing is said. Forecasts of time use it. */
  readonly passes?: Readonly<Partial<Record<'train' | ExtraData, number>>>;
  /** Strict object with the discriminator `name` and the method's own settings. */
  readonly schema: z.ZodObject<{ name: z.ZodLiteral<Name> }>;
  /** Names and meaning of what a step reports, in display order. */
  readonly diagnostics: Readonly<Record<string, string>>;
}
