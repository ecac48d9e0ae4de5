import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { GpuState } from '../../shared/contract/system.ts';

const run = promisify(execFile);
const mebibyte = 1024 * 1024;

/** Asks nvidia-smi about the cards. The returned function answers with none where there is no such program or no card. */
export function createGpuReader(program = 'nvidia-smi'): () => Promise<GpuState[]> {
  let isMissing = false;
  return async () => {
    if (isMissing) return [];
    try {
      const { stdout } = await run(
        program,
        ['--query-gpu=name,memory.total,memory.used,utilization.gpu', '--format=csv,noheader,nounits'],
        { timeout: 5000, windowsHide: true },
      );
      return parseGpus(stdout);
    } catch (error) {
      // Without the program there never will be a card; anything else, such as a driver that is being replaced, may pass.
      isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return [];
    }
  };
}

/** Reads lines such as "NVIDIA A100, 40960, 1024, 35": name, MiB in all, MiB used, percent; what is not a number counts as 0. */
export function parseGpus(output: string): GpuState[] {
  return output.split('\n').flatMap((line) => {
    const fields = line.split(',').map((field) => field.trim());
    const [load, used, total] = [fields.pop(), fields.pop(), fields.pop()].map((field) => Number(field) || 0);
    const name = fields.join(', ');
    if (name === '' || total === undefined || used === undefined || load === undefined) return [];
    return [{ name, memoryTotalBytes: total * mebibyte, memoryUsedBytes: used * mebibyte, load: load / 100 }];
  });
}
