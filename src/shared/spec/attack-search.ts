import { z } from 'zod';
import { setting } from '../settings/setting.ts';

/** Under which name the number of a trial stands among the varied settings of a run. */
export const trialPath = 'search.trial';

/** A setting that may be any of some values. */
export const listedRangeSchema = z.strictObject({
  values: setting(z.array(z.json()).min(2).max(1000), {
    label: 'Values',
    help: 'What the attacker chooses among; each is as likely as the others.',
  }),
});

/** A setting that may be any number between bounds. */
export const boundedRangeSchema = z
  .strictObject({
    low: setting(z.number(), { label: 'From', help: 'The smallest value that is tried.' }),
    high: setting(z.number(), { label: 'To', help: 'The largest value that is tried.' }),
    scale: setting(z.enum(['linear', 'log']).default('linear'), {
      label: 'Scale',
      help: 'Logarithmic tries as many values between 1e-6 and 1e-5 as between 1e-5 and 1e-4.',
    }),
    isWhole: setting(z.boolean().default(false), { label: 'Whole numbers', help: 'Nothing between whole numbers.' }),
  })
  .refine(({ low, high }) => low < high, 'the lower bound has to be below the upper one')
  .refine(({ low, scale }) => scale === 'linear' || low > 0, 'a logarithmic range has to start above 0');

/** What a setting of the attack may be: any of some values, or a number between bounds. */
export const searchRangeSchema = z.union([listedRangeSchema, boundedRangeSchema]);
export type SearchRange = z.infer<typeof searchRangeSchema>;

/** Spends few attack steps on all trials and more on those that did most harm (successive halving). */
export const halvingSchema = z.strictObject({
  firstSteps: setting(z.int().min(1), {
    label: 'Steps of the first rung',
    help: 'Attack steps that every trial gets. Each next rung has more, the last as many as the attack’s own steps.',
  }),
  factor: setting(z.int().min(2).max(10).default(3), {
    label: 'Factor',
    help: 'One in so many trials goes on, with so many times the steps; at least one per method does.',
  }),
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
  trials: setting(z.int().min(1).max(2000), {
    label: 'Trials',
    help: 'How many settings the attacker tries on each method; every method faces the same ones.',
  }),
  seed: setting(z.int().min(0).default(0), {
    label: 'Seed of the search',
    help: 'Decides which settings are tried. The runs’ own seeds are varied beside it.',
  }),
  /** By dotted path of a setting of the attack. */
  space: z
    .record(z.string(), searchRangeSchema)
    .refine((space) => Object.keys(space).length > 0, 'name at least one setting to search over'),
  minAccuracy: setting(z.number().min(0).max(100).nullable().default(null), {
    label: 'Lowest fine-tune accuracy',
    unit: '%',
    help: 'A trial counts only if the model still does its task so well: a broken model harms nobody. Empty counts all.',
  }),
  halving: halvingSchema.nullable().default(null),
  /** Written by the search itself. */
  rung: rungSchema.optional(),
});
export type AttackSearch = z.infer<typeof attackSearchSchema>;
