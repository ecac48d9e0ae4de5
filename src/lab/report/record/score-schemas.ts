import { z } from 'zod';

const percent = z.number();
const place = { arm: z.int(), condition: z.int(), step: z.int(), metric: z.int() };
const interval = z.object({ low: z.number(), high: z.number() });
const summary = z.object({
  n: z.int(),
  mean: z.number(),
  sd: z.number().nullable(),
  interval: interval.nullable(),
});

export const scoreGroupSchema = z.object({
  ...place,
  perSeed: z.array(z.object({ seed: z.int(), runId: z.string(), value: percent, successes: z.int(), n: z.int() })),
  summary,
  pooled: z.object({ successes: z.int(), n: z.int(), interval: interval.nullable() }),
});

export const differenceSchema = z.object({
  ...place,
  ...summary.shape,
  seeds: z.array(z.int()),
  unpairedSeeds: z.array(z.int()),
  p: z.number().nullable(),
  pHolm: z.number().nullable(),
  comparisons: z.int(),
});

const mcNemar = z.object({ method: z.enum(['exact', 'chi-square']), statistic: z.number(), p: z.number() });

const pairedCounts = z.object({
  both: z.int(),
  onlyBaseline: z.int(),
  onlyArm: z.int(),
  neither: z.int(),
  mcNemar,
});

export const promptComparisonSchema = z.object({
  ...place,
  ...pairedCounts.shape,
  seeds: z.array(z.int()),
  pairs: z.int(),
  unpaired: z.int(),
  difference: z.number(),
  bootstrap: z.object({ ...interval.shape, resamples: z.int(), seed: z.int() }).nullable(),
  pHolm: z.number(),
  comparisons: z.int(),
  overruled: z.object({ ...pairedCounts.shape, answers: z.int(), difference: z.number() }).nullable(),
});

export const flipSchema = z.object({
  ...place,
  safeBefore: z.int(),
  flipped: z.int(),
  share: percent.nullable(),
  interval: interval.nullable(),
  recovered: z.int(),
  pairs: z.int(),
  bothWays: z
    .object({
      recoveredShare: percent.nullable(),
      recoveredInterval: interval.nullable(),
      mcNemar,
      pHolm: z.number(),
      comparisons: z.int(),
    })
    .exactOptional(),
});

export const categorySchema = z.object({
  ...place,
  category: z.string(),
  successes: z.int(),
  n: z.int(),
  value: percent,
  interval: interval.nullable(),
  overSeeds: summary.exactOptional(),
});

const fidelityRow = z.object({
  path: z.string(),
  label: z.string(),
  symbol: z.string().nullable(),
  recipe: z.string(),
  found: z.string(),
});

export const fidelitySchema = z.object({
  recipe: z.object({ name: z.string(), label: z.string() }),
  arms: z.array(
    z.object({
      arm: z.int(),
      badge: z.string(),
      same: z.array(fidelityRow),
      changed: z.array(fidelityRow),
      missing: z.array(fidelityRow),
      runs: z.array(z.object({ runId: z.string(), changed: z.array(z.string()), missing: z.array(z.string()) })),
    }),
  ),
});

/** What judges said, and how every two agree. */
export const judgingSchema = z.object({
  step: z.int().nullable(),
  judges: z.array(
    z.object({
      judge: z.string(),
      judgeVersion: z.string(),
      judgeId: z.string().nullable(),
      answerCount: z.int(),
      harmfulCount: z.int(),
      safeCount: z.int(),
      silentCount: z.int(),
      silentReasons: z.array(z.object({ reason: z.string(), count: z.int() })),
      thresholds: z.array(z.number()).nullable(),
      categories: z.array(z.object({ name: z.string(), count: z.int() })).nullable(),
    }),
  ),
  pairs: z.array(
    z.object({
      left: z.string(),
      right: z.string(),
      n: z.int(),
      both: z.int(),
      onlyLeft: z.int(),
      onlyRight: z.int(),
      neither: z.int(),
      kappa: z.number().nullable(),
      kappaSpread: z
        .object({ ...interval.shape, standardError: z.number() })
        .nullable()
        .exactOptional(),
    }),
  ),
});
