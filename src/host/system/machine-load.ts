import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { GpuState, MachineLoad } from '../../shared/contract/system.ts';
import { isAtWork } from '../../shared/events.ts';
import type { Lab } from '../../lab/index.ts';
import { stageFolder } from '../../lab/folder/paths.ts';
import { readOwner } from '../../lab/folder/stage-files.ts';

const run = promisify(execFile);
/** Several windows that ask at once share one answer. */
const freshForMs = 500;

/** Measures what the machine does, at most twice a second however often it is asked. */
export function createLoadMeter(options: {
  readonly readGpus: () => Promise<GpuState[]>;
  /** Ids of the worker processes that run now. */
  readonly listWorkers: () => readonly number[];
}): () => Promise<MachineLoad> {
  let before = readTimes();
  let known: { readonly load: Promise<MachineLoad>; readonly atMs: number } | null = null;
  const measure = async (): Promise<MachineLoad> => {
    const now = readTimes();
    const total = now.total - before.total;
    const cpu = total > 0 ? Math.min(1, Math.max(0, 1 - (now.idle - before.idle) / total)) : 0;
    before = now;
    const [memoryFreeBytes, workersBytes, gpus] = await Promise.all([
      readAvailableBytes(),
      readResidentBytes(options.listWorkers()),
      options.readGpus(),
    ]);
    const memoryTotalBytes = totalmem();
    return { cpu, memoryUsedBytes: memoryTotalBytes - memoryFreeBytes, memoryTotalBytes, workersBytes, gpus };
  };
  return () => {
    if (!known || Date.now() - known.atMs >= freshForMs) known = { load: measure(), atMs: Date.now() };
    return known.load;
  };
}

/** Ids of the workers of running stages, as the stage folders name them. */
export function createWorkerList(lab: Lab): () => readonly number[] {
  const running = new Set(
    lab
      .listExperiments()
      .filter(({ runCounts }) => runCounts.starting + runCounts.running + runCounts.stopping > 0)
      .flatMap(({ id }) => lab.listStages(id))
      .filter(({ status }) => isAtWork(status))
      .map(({ key }) => key),
  );
  lab.subscribe((event) => {
    if (event.kind !== 'stage.moved') return;
    if (isAtWork(event.status)) running.add(event.key);
    else running.delete(event.key);
  });
  return () =>
    [...running].flatMap((key) => {
      const owner = readOwner(stageFolder(lab.dataFolder, key));
      return owner ? [owner.pid] : [];
    });
}

/** Resident memory of processes together; 0 for those that are gone, and where the system does not tell. */
export async function readResidentBytes(pids: readonly number[]): Promise<number> {
  if (pids.length === 0) return 0;
  const sizes = process.platform === 'linux' ? await Promise.all(pids.map(readLinuxBytes)) : await readPsBytes(pids);
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

async function readLinuxBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

async function readPsBytes(pids: readonly number[]): Promise<number[]> {
  if (process.platform === 'win32') return [];
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', pids.join(',')]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').map((line) => (Number(line.trim()) || 0) * 1024);
}

/** What programs could still get: unlike "free", with the file cache that the system gives back. */
async function readAvailableBytes(): Promise<number> {
  if (process.platform !== 'linux') return freemem();
  const info = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kilobytes = Number(/^MemAvailable:\s+(\d+) kB$/m.exec(info)?.[1] ?? 0);
  return kilobytes > 0 ? kilobytes * 1024 : freemem();
}

function readTimes(): { readonly idle: number; readonly total: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, total };
}
