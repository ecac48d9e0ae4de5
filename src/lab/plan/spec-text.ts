import { extname } from 'node:path';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { AppError } from '../../shared/errors.ts';
import { toOneLine } from '../../shared/one-line.ts';

export type SpecFormat = 'json' | 'yaml';

/** The format of a spec file by its name: YAML for .yaml and .yml, JSON for anything else. */
export function formatOfFile(path: string): SpecFormat {
  return ['.yaml', '.yml'].includes(extname(path).toLowerCase()) ? 'yaml' : 'json';
}

/** The format of a text: a spec in JSON begins with a brace, which nobody writes first in YAML. */
export function formatOfText(text: string): SpecFormat {
  return /^\uFEFF?\s*\{/.test(text) ? 'json' : 'yaml';
}

/** Parses the text of a spec; `what` names it in the error. @throws AppError spec/not-json, spec/not-yaml. */
export function parseSpecText(text: string, format: SpecFormat, what: string): unknown {
  try {
    return format === 'json' ? JSON.parse(text.replace(/^\uFEFF/, '')) : parseYaml(text);
  } catch (error) {
    const reason = error instanceof Error ? describe(error) : String(error);
    throw new AppError(`spec/not-${format}`, `${what} is not ${format.toUpperCase()}: ${reason}.`, { cause: error });
  }
}

/** The first line of yaml's message says what and where; a drawing of the place follows. */
function describe(error: Error): string {
  if (!(error instanceof YAMLParseError)) return toOneLine(error.message);
  return (error.message.split('\n')[0] ?? '').replace(/[:.]\s*$/, '');
}
