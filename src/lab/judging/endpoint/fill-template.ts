import { createHash } from 'node:crypto';
import { escapeMarkers } from '../../../shared/judging/markers.ts';
import type { EndpointJudge } from '../../../shared/judging/endpoint.ts';

const slots = /\{(prompt|response|id)\}/g;

export interface FilledTemplate {
  readonly text: string;
  /** What must come back in the reply; null where the template does not ask for it. */
  readonly id: string | null;
}

/**
 * The judge's prompt about one answer. Markers and the template's own delimiters in prompt and answer are escaped, and what looks like a
 * place in them stays as it is. `id` is a short hash that an answer cannot know, because it is made of the answer itself.
 */
export function fillTemplate(
  template: string,
  answer: { readonly prompt: string; readonly response: string },
): FilledTemplate {
  const delimiters = listDelimiters(template);
  const id = createHash('sha256')
    .update(JSON.stringify([template, answer.prompt, answer.response]))
    .digest('hex')
    .slice(0, 8);
  const values: Readonly<Record<string, string>> = {
    prompt: escapeMarkers(answer.prompt, delimiters),
    response: escapeMarkers(answer.response, delimiters),
    id,
  };
  return {
    text: template.replace(slots, (slot, name: string) => values[name] ?? slot),
    id: template.includes('{id}') ? id : null,
  };
}

/** About how many tokens a text has: four characters each, as is usual for English. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** Tokens that a judge is about to be sent and may reply with, for one answer. */
export function estimateRequest(
  judge: EndpointJudge,
  answer: { readonly prompt: string; readonly response: string },
): { readonly input: number; readonly output: number } {
  return { input: estimateTokens(fillTemplate(judge.template, answer).text), output: judge.maxTokens };
}

const longestDelimiter = 120;

/** Tags of the template, and the lines before and after the places for prompt and answer: what an answer would have to imitate. */
export function listDelimiters(template: string): string[] {
  const tags = [...template.matchAll(/<\/?[A-Za-z][\w-]*>/g)].map(([tag]) => tag);
  const bothWays = tags.flatMap((tag) => [tag, tag.startsWith('</') ? tag.replace('</', '<') : tag.replace('<', '</')]);
  const lines = template.split(/\{(?:prompt|response)\}/).flatMap((part, index, parts) => {
    const own = part
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    return [...(index > 0 ? own.slice(0, 1) : []), ...(index < parts.length - 1 ? own.slice(-1) : [])];
  });
  // A longer line is prose, and one that is shorter may be any word.
  const isDelimiter = (line: string) => line.length >= 3 && line.length <= longestDelimiter && !line.includes('{');
  return [...new Set([...bothWays, ...lines.filter(isDelimiter)])];
}
