import { join } from 'node:path';
import { z } from 'zod';
import { datasetSchema } from '../../shared/settings/dataset.ts';
import { type ProbeKind, probeResultSchema } from '../../shared/spec/probe.ts';
import { readJsonFile, writeJsonFile } from '../folder/json-file.ts';
import { stageFolder } from '../folder/paths.ts';

/** probes/<kind>.json of an attack's folder: what was measured of its kept models, and how. */
const probeFileSchema = z.strictObject({
  version: z.literal(1),
  rows: z.int().min(1),
  digest: z.string(),
  /** The file's name, and which rows of it; measurements of before this was noted have none. */
  data: z.strictObject({ name: z.string(), ...datasetSchema.omit({ path: true }).shape }).optional(),
  distances: z.array(z.number()),
  measuredAtMs: z.number(),
  results: z.array(probeResultSchema),
});
export type ProbeFile = z.infer<typeof probeFileSchema>;

/** Undefined where nothing was measured. @throws AppError lab/bad-file. */
export function readProbeFile(dataFolder: string, attackKey: string, kind: ProbeKind): ProbeFile | undefined {
  return readJsonFile(probeFilePath(dataFolder, attackKey, kind), probeFileSchema);
}

export function writeProbeFile(dataFolder: string, attackKey: string, kind: ProbeKind, file: ProbeFile): void {
  writeJsonFile(probeFilePath(dataFolder, attackKey, kind), file);
}

/** Where an attack's measurements of a kind lie. */
export function probeFilePath(dataFolder: string, attackKey: string, kind: ProbeKind): string {
  return join(stageFolder(dataFolder, attackKey), 'probes', `${kind}.json`);
}
