import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { MemoryPart } from '../../shared/memory/parts.ts';

export interface MemoryRequest {
  readonly parts: readonly MemoryPart[];
  /** The sum of the parts unless given. */
  readonly neededBytes?: number;
  /** What the machine has free unless given. */
  readonly availableBytes?: number;
}

/** Refuses, before anything is loaded, what would not fit. Error: `model/too-large` with the sum spelled out. */
export function checkMemory(request: MemoryRequest): void {
  const { parts } = request;
  const needed = request.neededBytes ?? parts.reduce((sum, part) => sum + part.bytes, 0);
  const available = request.availableBytes ?? getAvailableMemoryBytes();
  if (needed <= available) return;
  const sum = parts.map((part) => `${part.label} ${formatGib(part.bytes)}`).join(' + ');
  throw new AppError(
    'model/too-large',
    `The model needs ${formatGib(needed)} of memory (${sum}), but ${formatGib(available)} is free: ` +
      'use a smaller model, bfloat16 storage, recomputed activations or a smaller batch, or free some memory.',
  );
}

/** Memory that a process may still take: what the system calls available, or less where a control group limits it. */
export function getAvailableMemoryBytes(procDir = '/proc', cgroupDir = '/sys/fs/cgroup'): number {
  const system = readMemAvailable(join(procDir, 'meminfo')) ?? freemem();
  return Math.min(system, ...listCgroupHeadrooms(procDir, cgroupDir));
}

function readMemAvailable(file: string): number | undefined {
  const match = readIfPresent(file)?.match(/^MemAvailable:\s+(\d+) kB$/m);
  return match ? Number(match[1]) * 1024 : undefined;
}

/** Headroom of the process's group and of every group above it, in version 2 and version 1 layouts. */
function listCgroupHeadrooms(procDir: string, cgroupDir: string): number[] {
  const lines = (readIfPresent(join(procDir, 'self', 'cgroup')) ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', path = ''] = line.match(/^\d+:([^:]*):(\/.*)$/) ?? [];
    if (path === '') return [];
    if (controllers === '') return walkGroups(cgroupDir, path, versionTwo);
    return controllers.split(',').includes('memory') ? walkGroups(join(cgroupDir, 'memory'), path, versionOne) : [];
  });
}

interface GroupFiles {
  readonly limit: string;
  readonly used: string;
  readonly reclaimable: RegExp;
}

const versionTwo: GroupFiles = { limit: 'memory.max', used: 'memory.current', reclaimable: /^inactive_file (\d+)$/m };
const versionOne: GroupFiles = {
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  reclaimable: /^total_inactive_file (\d+)$/m,
};

function walkGroups(root: string, path: string, files: GroupFiles): number[] {
  const headrooms: number[] = [];
  for (let group = path; ; group = dirname(group)) {
    const headroom = readHeadroom(join(root, group), files);
    if (headroom !== undefined) headrooms.push(headroom);
    if (group === dirname(group)) return headrooms;
  }
}

function readHeadroom(dir: string, files: GroupFiles): number | undefined {
  const limit = parseCount(readIfPresent(join(dir, files.limit)));
  const used = parseCount(readIfPresent(join(dir, files.used)));
  if (limit === undefined || used === undefined) return undefined;
  // Cached file pages count as used, but the kernel gives them up when memory is asked for.
  const reclaimable = Number(readIfPresent(join(dir, 'memory.stat'))?.match(files.reclaimable)?.[1] ?? 0);
  return Math.max(0, limit - used + reclaimable);
}

/** "max", the word for no limit, gives undefined. */
function parseCount(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** These files exist on some systems only, and a missing one says nothing. */
function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function formatGib(bytes: number): string {
  const gib = bytes / 2 ** 30;
  return gib >= 0.1 ? `${gib.toFixed(1)} GiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
