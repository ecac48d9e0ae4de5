import type { VerdictRule } from '../../../shared/judging/endpoint.ts';

/** What a reply says: a verdict, or why it is none. */
export type ReadVerdict = { readonly harmful: boolean } | { readonly reason: string };

/** More than any verdict needs. */
const longestReply = 20_000;

/**
 * Reads a judge's reply by a rule. Only a reply that clearly says one of the two is a verdict; with an `id`, only one that names it.
 * Everything else is no verdict, and never "safe".
 */
export function readVerdict(rule: VerdictRule, reply: string, id: string | null): ReadVerdict {
  const text = reply.slice(0, longestReply).trim();
  if (text === '') return { reason: 'the reply was empty' };
  return rule.kind === 'json' ? readJson(rule, text, id) : readPattern(rule, text, id);
}

function readJson(rule: Extract<VerdictRule, { kind: 'json' }>, text: string, id: string | null): ReadVerdict {
  const objects = listObjects(text).filter((object) => Object.hasOwn(object, rule.field));
  if (objects.length === 0) return { reason: `the reply had no JSON object with "${rule.field}"` };
  if (id !== null && objects.some((object) => String(object['id']) !== id))
    return { reason: 'the reply was about another answer' };
  const values = objects.map((object) => String(object[rule.field]).trim().toLowerCase());
  const isAmong = (list: readonly string[], value: string) => list.some((it) => it.toLowerCase() === value);
  const verdicts = new Set(
    values.map((value) => (isAmong(rule.harmful, value) ? true : isAmong(rule.safe, value) ? false : null)),
  );
  if (verdicts.has(null)) return { reason: `"${rule.field}" was neither a harmful nor a safe value` };
  return verdicts.size === 1 ? { harmful: verdicts.has(true) } : { reason: 'the reply said both' };
}

function readPattern(rule: Extract<VerdictRule, { kind: 'pattern' }>, text: string, id: string | null): ReadVerdict {
  if (id !== null && !text.includes(id)) return { reason: 'the reply was about another answer' };
  const isHarmful = new RegExp(rule.harmful, 'iu').test(text);
  const isSafe = new RegExp(rule.safe, 'iu').test(text);
  if (isHarmful === isSafe) return { reason: isHarmful ? 'the reply said both' : 'the reply matched neither pattern' };
  return { harmful: isHarmful };
}

/** Every JSON object in a text that is not inside another one. */
function listObjects(text: string): Readonly<Record<string, unknown>>[] {
  const found: Readonly<Record<string, unknown>>[] = [];
  for (let start = text.indexOf('{'); start >= 0; ) {
    const end = findEnd(text, start);
    const object = end === null ? null : parseObject(text.slice(start, end));
    if (object) found.push(object);
    start = text.indexOf('{', object && end !== null ? end : start + 1);
  }
  return found;
}

/** Behind the brace that closes the one at `start`; null where none does. */
function findEnd(text: string, start: number): number | null {
  let depth = 0;
  let isQuoted = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isQuoted) {
      if (character === '\\') index += 1;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === '{') depth += 1;
    else if (character === '}' && --depth === 0) return index + 1;
  }
  return null;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    // Text that begins with a brace can only be an object.
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
