import { z } from 'zod';

/** Under which name the number of a trial stands among the varied settings of a run. */
export const trialPath = 'search.trial';

/** What a setting of the attack may be: any of some values, or a number between bounds. */
export const searchRangeSchema = z.union([
  z.strictObject({ values: z.array(z.json()).min(2).max(1000) }),
  z
    .strictObject({
      low: z.number(),
      high: z.number(),
      /** `log` draws as many trials between 1e-6 and 1e-5 as between 1e-5 and 1e-4. */
      scale: z.enum(['linear', 'log']).default('linear'),
      isWhole: z.boolean().default(false),
    })
    .refine(({ low, high }) => low < high, 'the lower bound has to be below the upper one')
    .refine(({ low, scale }) => scale === 'linear' || low > 0, 'a logarithmic range has to start above 0'),
]);
export type SearchRange = z.infer<typeof searchRangeSchema>;

/** Spends few attack steps on all trials and more on those that did most harm (successive halving). */
export const halvingSchema = z.strictObject({
  /** Attack steps of the first rung; each next rung has `factor` times as many, the last attack.training.maxSteps. */
  firstSteps: z.int().min(1),
  /** One in so many trials goes on to the next rung, per arm; at least one does. */
  factor: z.int().min(2).max(10).default(3),
});

/** Where a search by halving stands: steps of this rung, and the trials that are in it, by arm. */
export const rungSchema = z.strictObject({
  /** Id of the experiment that is the first rung. */
  of: z.string().min(1),
  number: z.int().min(2),
  survivors: z.record(z.string(), z.array(z.int().min(1)).min(1)),
});

/**
 * An attacker who tries many settings of the attack and keeps the worst outcome. Every arm faces the same trials, and a trial
 * is the same however many there are, so that a search can be made longer without running anything again.
 */
export const attackSearchSchema = z.strictObject({
  trials: z.int().min(1).max(2000),
  /** Decides the trials; the runs' own seeds are varied beside it. */
  seed: z.int().min(0).default(0),
  /** By dotted path of a setting of the attack. */
  space: z
    .record(z.string(), searchRangeSchema)
    .refine((space) => Object.keys(space).length > 0, 'name at least one setting to search over'),
  /** A trial counts only where the fine-tune accuracy is at least so many percent: a broken model harms nobody. */
  minAccuracy: z.number().min(0).max(100).nullable().default(null),
  halving: halvingSchema.nullable().default(null),
  /** Written by the search itself. */
  rung: rungSchema.optional(),
});
export type AttackSearch = z.infer<typeof attackSearchSchema>;
