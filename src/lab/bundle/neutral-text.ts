import { z } from 'zod';
import { hashAnswer } from '../judging/judge-name.ts';
import { isPlainObject } from '../plan/dotted-path.ts';
import { withoutFolders } from './neutral-paths.ts';

/** What stands for the name of the machine in the logs of a bundle. */
export const neutralHost = 'another machine';

type LineMap = (line: string) => string;

/**
 * How a file of a stage folder is changed on its way into a bundle, line by line; null where it goes in as it is. The same file gives
 * the same bytes each time, so that what is in a data folder can be compared with what is in a bundle.
 */
export function findLineMap(file: string, { texts }: { readonly texts: boolean }): LineMap | null {
  if (file === 'events.jsonl') return neutralEvent;
  if (file === 'samples.jsonl') return texts ? null : withoutSampleTexts;
  if (file.startsWith('judgements/')) return texts ? neutralJudge : withoutJudgementTexts;
  return null;
}

/** An event without the machine's name and the folders in its messages; lines that are no events lose their folders. */
function neutralEvent(line: string): string {
  // Points and progress are most of a log, and name nothing.
  if (/^\{"kind":"(progressed|metrics|scored|checkpointed)"/.test(line)) return line;
  const event = parseObject(line);
  if (!event) return withoutFolders(line);
  const named = 'host' in event ? { ...event, host: neutralHost } : event;
  return JSON.stringify(mapStrings(named, withoutFolders));
}

const textFields = ['prompt', 'response'] as const;

function withoutSampleTexts(line: string): string {
  const sample = parseObject(line);
  if (!sample) return '';
  return JSON.stringify({ ...sample, ...Object.fromEntries(textFields.map((name) => [name, ''])), expected: null });
}

/** The line that says who judges names no folder, such as that of its model; the others name none. */
function neutralJudge(line: string): string {
  const judge = line.includes('"kind":"judge"') ? parseObject(line) : undefined;
  return judge ? JSON.stringify(mapStrings(judge, withoutFolders)) : line;
}

/** A verdict without the judge's words, about the answer of which no text is left. */
function withoutJudgementTexts(line: string): string {
  const judgement = parseObject(line);
  if (!judgement) return '';
  if (judgement['kind'] === 'judge') return neutralJudge(line);
  const { reason, hash, ...rest } = judgement;
  return JSON.stringify({
    ...rest,
    ...(hash === undefined ? {} : { hash: hashAnswer('', '') }),
    ...(reason === undefined ? {} : { reason: '' }),
  });
}

const stateError = z.looseObject({ error: z.json().optional() });

/** state.json with an error's folders left out. */
export function neutralState(text: string): string {
  const state = stateError.parse(JSON.parse(text));
  return `${JSON.stringify({ ...state, error: mapStrings(state.error ?? null, withoutFolders) }, null, 2)}\n`;
}

/** A copy with every text in it replaced; keys stay. */
export function mapStrings(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((member) => mapStrings(member, replace));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, mapStrings(member, replace)]));
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isPlainObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
