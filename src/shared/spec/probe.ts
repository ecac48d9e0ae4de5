import { z } from 'zod';
import { stageKeySchema } from './stage.ts';

/**
 * What is measured of a kept model, besides its answers.
 * `harmful-direction`: the harmful loss along one straight line, h(w − t·ĝ) with ĝ the normalised gradient of h over the whole set:
 * how much a harmful step of length t would gain (Booster's regulariser asks for t = α; paper.md 2.2).
 * `drift`: how far the last hidden states on the alignment set have moved from those of the aligned model.
 */
export const probeKinds = ['harmful-direction', 'drift'] as const;
export type ProbeKind = (typeof probeKinds)[number];

/** Lengths of the simulated step, unless somebody asks for others. */
export const usualDistances: readonly number[] = [0, 0.02, 0.05, 0.1, 0.2, 0.5, 1];

const place = {
  /** The alignment or attack whose model is measured. */
  key: stageKeySchema,
  /** Attack steps; 0 is the aligned model. */
  step: z.int().min(0),
  /** sha256 of the data file, and how many rows of it were used. */
  digest: z.string(),
  rows: z.int().min(1),
};

export const probeResultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    version: z.literal(1),
    kind: z.literal('harmful-direction'),
    ...place,
    /** ‖∇h(w)‖ over the trained weights. */
    gradientNorm: z.number(),
    points: z.array(z.strictObject({ distance: z.number(), loss: z.number() })).min(2),
  }),
  z.strictObject({
    version: z.literal(1),
    kind: z.literal('drift'),
    ...place,
    /** Mean over label positions of ‖s − s₀‖, s₀ the state of the aligned model. */
    distance: z.number(),
    /** The same divided by the mean of ‖s₀‖. */
    relativeDistance: z.number(),
    /** Mean cosine between s and s₀. */
    cosine: z.number(),
  }),
]);
export type ProbeResult = z.infer<typeof probeResultSchema>;
