import { z } from 'zod';
import { statuses } from '../../../shared/events.ts';
import { externalResultSchema } from '../../../shared/external/external-result.ts';
import { reportBlocks, textPlaces } from '../../../shared/report/blocks.ts';
import { reportTemplateNames } from '../../../shared/report/templates.ts';
import { type ReportData, reportDataVersion } from '../../../shared/views/report.ts';
import {
  categorySchema,
  differenceSchema,
  fidelitySchema,
  judgingSchema,
  flipSchema,
  promptComparisonSchema,
  scoreGroupSchema,
} from './score-schemas.ts';

const set = z.enum(['safety', 'utility', 'benign']);
const settingRow = z.object({ path: z.string(), label: z.string(), values: z.array(z.string()) });
const values = z.record(z.string(), z.unknown());
const place = z.int().nullable();

/** The whole of report.json. */
export const reportSchema = z.object({
  version: z.literal(reportDataVersion),
  writtenAtMs: z.number(),
  experiment: z.object({
    id: z.string(),
    name: z.string(),
    notes: z.string(),
    createdAtMs: z.number(),
    limits: z.string().nullable(),
  }),
  provenance: z.object({
    codeVersion: z.string(),
    gitCommit: z.string().nullable(),
    engineRevision: z.int(),
    devices: z.array(z.string()),
    versions: z.record(z.string(), z.array(z.string())),
    datasets: z.array(
      z.object({ role: z.string(), path: z.string(), digest: z.string(), rowCount: z.int().nullable() }),
    ),
    models: z.array(z.object({ path: z.string(), digest: z.string() })),
    judges: z.array(z.object({ name: z.string(), version: z.string() })),
  }),
  runs: z.object({
    total: z.int(),
    byStatus: z.partialRecord(z.enum(statuses), z.int()),
    members: z.array(
      z.object({
        runId: z.string(),
        experimentId: z.string(),
        arm: z.int(),
        condition: z.int(),
        seed: z.int(),
        status: z.enum(statuses),
        stages: z.object({ align: z.string(), attack: z.string(), evaluate: z.string() }),
        varying: values,
        measures: z.record(z.string(), z.number()),
      }),
    ),
  }),
  arms: z.array(z.object({ label: z.string(), method: z.string(), methodLabel: z.string() })),
  baselineArm: place,
  axes: z.array(
    z.object({ path: z.string(), label: z.string(), symbol: z.string().nullable(), values: z.array(z.unknown()) }),
  ),
  seeds: z.array(z.int()),
  conditions: z.array(z.object({ label: z.string(), values })),
  steps: z.array(z.int()),
  headlineStep: place,
  metrics: z.array(
    z.object({
      name: z.string(),
      judge: z.string(),
      judgeVersion: z.string(),
      label: z.string(),
      help: z.string(),
      better: z.enum(['lower', 'higher']),
    }),
  ),
  scores: z.array(scoreGroupSchema),
  differences: z.array(differenceSchema),
  promptComparisons: z.array(promptComparisonSchema),
  flips: z.array(flipSchema),
  categories: z.array(categorySchema),
  fidelity: fidelitySchema.nullable(),
  externalResults: z.array(externalResultSchema),
  measures: z.array(z.object({ name: z.string(), label: z.string(), unit: z.string().nullable() })),
  curves: z.array(
    z.object({
      stage: z.enum(['align', 'attack']),
      arm: z.int(),
      condition: z.string(),
      name: z.string(),
      label: z.string(),
      seed: z.int().nullable(),
      steps: z.array(z.number()),
      values: z.array(z.number().nullable()),
    }),
  ),
  settings: z.object({ differing: z.array(settingRow), same: z.array(settingRow) }),
  samples: z.array(
    z.object({
      set,
      index: z.int(),
      seed: z.int(),
      condition: z.int(),
      step: z.int(),
      prompt: z.string(),
      expected: z.string().nullable(),
      responses: z.array(
        z.object({
          arm: z.int(),
          response: z.string(),
          verdicts: z.record(z.string(), z.boolean()),
          incoherent: z.boolean(),
          isLeftOut: z.literal(true).exactOptional(),
        }),
      ),
    }),
  ),
  verdicts: z.array(
    z.object({
      run: z.int(),
      step: z.int(),
      set,
      prompts: z.array(z.int()).nullable(),
      judges: z.record(z.string(), z.string().regex(/^[01-]*$/)),
      incoherent: z.string().regex(/^[01-]*$/),
    }),
  ),
  judging: judgingSchema.exactOptional(),
  warnings: z.array(z.string()),
  findings: z.array(
    z.object({
      kind: z.enum(['difference', 'score', 'utility', 'coherence', 'judges', 'basis', 'comparability']),
      verdict: z.enum(['better', 'worse', 'open', 'caution', 'note']),
      arm: place,
      condition: place,
      metric: place,
      text: z.string(),
    }),
  ),
  layout: z
    .object({
      template: z.enum(reportTemplateNames),
      title: z.string().nullable(),
      texts: z.partialRecord(z.enum(textPlaces), z.string()),
      blocks: z.array(z.enum(reportBlocks)),
      includesHarmful: z.boolean(),
    })
    .exactOptional(),
}) satisfies z.ZodType<ReportData>;
