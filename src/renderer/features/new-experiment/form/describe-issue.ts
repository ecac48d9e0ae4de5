import type { z } from 'zod';
import { text } from '../../../text/index.ts';
import type { Json } from './json.ts';
import { formatValue } from './value-list.ts';

const words = text.newExperiment.issues;

/** What zod found, as a sentence to stand beside the field. */
export function describeIssue(issue: z.core.$ZodIssue, value: Json): string {
  switch (issue.code) {
    case 'invalid_type':
      return words.expected(words.types[issue.expected] ?? issue.expected, formatValue(value));
    case 'too_small':
      return describeBound(
        issue.origin,
        Number(issue.minimum),
        issue.inclusive === false ? words.moreThan : words.atLeast,
      );
    case 'too_big':
      return describeBound(
        issue.origin,
        Number(issue.maximum),
        issue.inclusive === false ? words.lessThan : words.atMost,
      );
    case 'invalid_value':
      return words.oneOf(issue.values.map(String));
    case 'custom':
      // A rule of the declaration, in words but without the dress of a sentence.
      return `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1).replace(/\.$/, '')}.`;
    default:
      return issue.message;
  }
}

function describeBound(origin: string, bound: number, sentence: (bound: string) => string): string {
  if (origin === 'string') return bound === 1 ? words.needed : sentence(words.characters(bound));
  if (origin === 'array') return bound === 1 ? words.neededList : sentence(words.entries(bound));
  return sentence(formatValue(bound));
}
