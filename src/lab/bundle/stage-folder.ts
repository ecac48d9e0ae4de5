import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { arch, cpus, hostname, platform } from 'node:os';
import { join, relative, sep } from 'node:path';
import { type StageEvent, stageEventSchema } from '../../shared/events.ts';
import { classifyStageFile } from './entry-names.ts';
import type { BundleMachine } from './manifest.ts';

export interface StageFolderFile {
  /** Below the stage folder, with slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  /** The step of a checkpoint; null for everything else. */
  readonly step: number | null;
}

/** The files of a stage folder that may go into a bundle, in the order of their names. */
export function listStageFolder(folder: string): StageFolderFile[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .flatMap((path) => {
      const kind = classifyStageFile(path);
      if (!kind) return [];
      const { size } = statSync(join(folder, path));
      return [{ path, sizeBytes: size, step: kind.kind === 'weights' ? kind.step : null }];
    })
    .sort((left, right) => (left.path < right.path ? -1 : 1));
}

/** The last start of a stage, from its log. */
export function readLastStart(folder: string): Extract<StageEvent, { kind: 'started' }> | undefined {
  const lines = readTextIfThere(join(folder, 'events.jsonl')).split('\n');
  for (const line of lines.toReversed()) {
    if (!line.includes('"kind":"started"')) continue;
    try {
      const parsed = stageEventSchema.safeParse(JSON.parse(line));
      if (parsed.success && parsed.data.kind === 'started') return parsed.data;
    } catch {
      // What a crash left of a line says nothing.
    }
  }
  return undefined;
}

/** The machine that a stage ran on, if that is this one. */
export function describeMachineOf(host: string | undefined): BundleMachine | null {
  return host === hostname() ? describeMachine() : null;
}

/** This machine, as far as it decides about numbers. */
export function describeMachine(): BundleMachine {
  const all = cpus();
  return { platform: platform(), arch: arch(), cpu: all[0]?.model.trim() ?? 'unknown', cores: all.length };
}

/** A file's bytes, its lines changed by `map`; a last line without an end stays one. */
export async function* readMapped(
  path: string,
  map: ((line: string) => string) | null,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20 });
  if (!map) {
    for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
    return;
  }
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield Buffer.from(lines.map((line) => `${map(line)}\n`).join(''));
  }
  rest += decoder.decode();
  if (rest !== '') yield Buffer.from(map(rest));
}

function readTextIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
