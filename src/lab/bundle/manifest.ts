import { z } from 'zod';
import { adapterChoices } from '../../shared/views/bundle.ts';
import { stageKeySchema } from '../../shared/spec/stage.ts';
import { statuses } from '../../shared/events.ts';

/** Raised when a bundle can no longer be read by the programs before. */
export const bundleVersion = 1;
export const bundleFormat = 'booster-lab-bundle';
export const manifestName = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a sha256 in hex');
const sizeBytes = z.int().min(0);
const entrySchema = z.strictObject({ path: z.string(), sizeBytes, sha256 });

/** A machine in words that tell whether the same numbers may be expected, and nothing about whose it is. */
const machineSchema = z.strictObject({ platform: z.string(), arch: z.string(), cpu: z.string(), cores: z.int() });
export type BundleMachine = z.infer<typeof machineSchema>;

const stageSchema = z.strictObject({
  key: stageKeySchema,
  kind: z.enum(['align', 'attack', 'evaluate']),
  status: z.enum(statuses),
  device: z.string().nullable(),
  versions: z.record(z.string(), z.string()),
  /** Null where the stage did not run on the machine that made the bundle. */
  machine: machineSchema.nullable(),
  /** The last checkpoint of a training, whether its weights are in the bundle or not. */
  weights: z.strictObject({ step: z.int(), files: z.array(entrySchema) }).nullable(),
});
export type BundleStage = z.infer<typeof stageSchema>;

const inputSchema = z.strictObject({
  kind: z.enum(['model', 'data']),
  digest: sha256,
  /** The last part of its path where the bundle was made. */
  name: z.string(),
  /** What it was used as. */
  roles: z.array(z.string()),
  /** Sizes by file name, so that only files of the same size are read when it is looked for; null where it was gone. */
  files: z.record(z.string(), sizeBytes).nullable(),
});
export type BundleInput = z.infer<typeof inputSchema>;

/** manifest.json of a bundle: what is in it, with the sha256 of every entry and of the page. */
export const manifestSchema = z.strictObject({
  format: z.literal(bundleFormat),
  version: z.literal(bundleVersion),
  createdAtMs: z.number(),
  codeVersion: z.string(),
  gitCommit: z.string().nullable(),
  engineRevision: z.int(),
  contents: z.strictObject({ adapters: z.enum(adapterChoices), texts: z.boolean(), data: z.boolean() }),
  experiments: z.array(z.strictObject({ id: z.string(), name: z.string(), runIds: z.array(z.string()) })),
  stages: z.array(stageSchema),
  inputs: z.array(inputSchema),
  /** What stands before the archive. */
  page: z.strictObject({ sizeBytes, sha256 }),
  entries: z.array(entrySchema),
});
export type BundleManifest = z.infer<typeof manifestSchema>;
export type BundleEntry = z.infer<typeof entrySchema>;
