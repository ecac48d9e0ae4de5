import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { longestText, type ReportTexts, textPlaces, titlePlace } from '../../shared/report/blocks.ts';

const textSchema = z.string().max(longestText, `a text has at most ${longestText} characters`);
const fileSchema = z.strictObject({
  title: z.string().trim().min(1).max(200).optional(),
  texts: z.partialRecord(z.enum(textPlaces), textSchema).default({}),
});

/** Somebody's own words for a report. */
export interface WrittenTexts {
  readonly title?: string | undefined;
  readonly texts: ReportTexts;
}

/**
 * Reads the words of a report from a file: JSON with `title` and `texts` by place; or Markdown, whose "# heading" is the title
 * and whose "## heading" names the place of what follows, such as "## Scores"; what stands before the first is the introduction.
 * @throws AppError report/no-texts, report/bad-texts naming what was expected and found.
 */
export function readTexts(path: string): WrittenTexts {
  const text = readText(path).replace(/^\ufeff/, '');
  return path.endsWith('.json') ? check(path, parseJson(path, text)) : check(path, parseMarkdown(path, text));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('report/no-texts', `The text file ${path} cannot be read: ${reason}.`, { cause: error });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('report/bad-texts', `${path} is not JSON: ${reason}.`, { cause: error });
  }
}

function check(path: string, input: unknown): WrittenTexts {
  const parsed = fileSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') || 'the file';
  throw new AppError(
    'report/bad-texts',
    `${path}: ${place}: ${issue?.message ?? 'not valid'}; expected "title" and "texts", whose keys are some of ${textPlaces.join(', ')}.`,
  );
}

function parseMarkdown(path: string, text: string): unknown {
  const places = new Map(textPlaces.map((place) => [titlePlace(place).toLowerCase(), place]));
  const parts = new Map<string, string[]>();
  let place: string = 'introduction';
  let title: string | undefined;
  let isCode = false;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith('```')) isCode = !isCode;
    const [, marks, words = ''] = (!isCode && /^(#{1,2})\s+(.+?)\s*#*\s*$/.exec(line)) || [];
    if (marks === '#' && title === undefined && parts.size === 0) {
      title = words;
    } else if (marks === '##') {
      const found = places.get(words.toLowerCase()) ?? textPlaces.find((it) => it === words.toLowerCase());
      if (!found || parts.has(found)) {
        const known = textPlaces.map(titlePlace).join(', ');
        throw new AppError(
          'report/bad-texts',
          found
            ? `${path}: the heading "## ${words}" stands there twice; each part of a report has one text.`
            : `${path}: the heading "## ${words}" is no part of a report; expected one of ${known}, or "###" for a heading within a text.`,
        );
      }
      place = found;
      parts.set(place, []);
    } else if (line.trim() !== '' || parts.has(place)) {
      parts.set(place, [...(parts.get(place) ?? []), line]);
    }
  }
  const texts = Object.fromEntries([...parts].map(([name, lines]) => [name, lines.join('\n').trim()]));
  return { ...(title === undefined ? {} : { title }), texts };
}
