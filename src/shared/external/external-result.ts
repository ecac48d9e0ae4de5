import { z } from 'zod';

/** How far a number that this lab did not measure can be trusted; the field's own words are in docs/external-results.md. */
export const trustLevels = ['verified', 'approximate', 'secondary', 'unverified', 'imported'] as const;
export type TrustLevel = (typeof trustLevels)[number];

/** What a person reads for a trust level. */
export const trustInfo: Readonly<Record<TrustLevel, { label: string; help: string }>> = {
  verified: { label: 'published', help: 'Read from the authors’ own table.' },
  approximate: { label: 'read off a figure', help: 'Read by eye from the authors’ figure.' },
  secondary: { label: 'quoted', help: 'Quoted by a review or a note; not seen in the authors’ own text.' },
  unverified: { label: 'unverified', help: 'Recalled or without a source at hand.' },
  imported: { label: 'imported', help: 'Computed by another program, whose file was imported here.' },
};

/**
 * A result that this lab did not measure: published, or imported from another program. It is shown beside the lab's own results,
 * always marked with its source and trust, and never enters their statistics.
 */
export const externalResultSchema = z.strictObject({
  /** Unique within its source, stable over imports. */
  id: z.string().min(1),
  source: z.strictObject({
    /** Such as "Booster project page, table 1" or the imported file's name. */
    title: z.string().min(1),
    trust: z.enum(trustLevels),
    /** sha256 of the imported file; absent for what comes with the program. */
    digest: z.string().optional(),
  }),
  /** `name` is one of our methods where it is one, else null; `label` is for people. */
  method: z.strictObject({ name: z.string().nullable(), label: z.string().min(1) }),
  model: z.string().nullable().default(null),
  task: z.string().nullable().default(null),
  /** What is known of its settings, by dotted path of the run settings, such as "attack.p": 0.1. */
  settings: z.record(z.string(), z.json()).default({}),
  /** As in our scores: HS, HS+, FA; others keep their own name. */
  metric: z.string().min(1),
  judge: z.string().nullable().default(null),
  /** Percent for shares, else in the metric's own unit. */
  value: z.number(),
  /** Answers behind the value, where it is a share of them. */
  n: z.int().min(1).nullable().default(null),
  seed: z.int().nullable().default(null),
  /** Attack steps before it was measured; null is the end. */
  step: z.int().min(0).nullable().default(null),
});
export type ExternalResult = z.infer<typeof externalResultSchema>;

/** A curve from another program, shown beside ours. */
export const externalCurveSchema = z.strictObject({
  id: z.string().min(1),
  source: externalResultSchema.shape.source,
  /** Name of the run in the other program. */
  run: z.string().min(1),
  name: z.string().min(1),
  steps: z.array(z.number()),
  /** Null is not-a-number. */
  values: z.array(z.number().nullable()),
});
export type ExternalCurve = z.infer<typeof externalCurveSchema>;
