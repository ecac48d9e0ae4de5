import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/errors.ts';
import { type StageFile, stageFileSchema } from '../shared/spec/stage.ts';
import { compileCacheFolder } from '../engine/runtime/compile-cache.ts';
import { loadNative } from '../engine/runtime/native.ts';

const packageSchema = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });

/** Reads a stage folder's spec.json. @throws AppError worker/bad-spec. */
export function readStageFile(folder: string): StageFile {
  const path = join(folder, 'spec.json');
  try {
    return stageFileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
    const reason = issue
      ? `${issue.path.join('.')}: ${issue.message}`
      : error instanceof Error
        ? error.message
        : String(error);
    throw new AppError('worker/bad-spec', `${path} is not a stage: ${reason}.`, { cause: error });
  }
}

/** The step that the engine will go on from: that of the newest resume point, 0 without one. */
export function findResumeStep(folder: string): number {
  const steps = listNames(join(folder, 'resume')).flatMap((name) => {
    const match = /^step-(\d+)$/.exec(name);
    return match ? [Number(match[1])] : [];
  });
  return Math.max(0, ...steps);
}

/** "gpu" or "cpu"; "none" where TensorFlow cannot be loaded, which the stage itself then reports. */
export function describeDevice(): string {
  try {
    return loadNative(compileCacheFolder()).isUsingGpuDevice() ? 'gpu' : 'cpu';
  } catch (error) {
    if (error instanceof AppError) return 'none';
    throw error;
  }
}

/** Versions that a result depends on. */
export function readVersions(): Record<string, string> {
  const path = join(import.meta.dirname, '..', '..', 'package.json');
  const { version, dependencies } = packageSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {
    boosterLab: version,
    node: process.versions.node,
    tfjs: dependencies['@tensorflow/tfjs-node-gpu'] ?? 'unknown',
  };
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
