import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DraftSpec } from '../../shared/contract/experiments.ts';
import { type Lab, writeJsonFile } from '../../lab/index.ts';
import { withAbsolutePaths } from './absolute-paths.ts';

/**
 * Writes a draft as the spec file of its experiment, with absolute paths, and submits it. Returns the experiment's id.
 * @throws AppError spec/... for a draft that cannot be run, lab/cannot-write.
 */
export async function submitDraft(lab: Lab, draft: DraftSpec): Promise<string> {
  const folder = join(lab.dataFolder, 'specs');
  mkdirSync(folder, { recursive: true });
  // The experiment's id is known once its files have been read, so the spec gets its name afterwards.
  const temporary = join(folder, `.${randomUUID()}.json`);
  try {
    writeJsonFile(temporary, withAbsolutePaths(draft));
    const { id } = await lab.plan(temporary);
    const path = join(folder, `${id}.json`);
    renameSync(temporary, path);
    return (await lab.submit(path)).id;
  } finally {
    rmSync(temporary, { force: true });
  }
}
