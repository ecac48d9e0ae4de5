/** One word of the filter as written, with its place in the text. */
export interface WrittenTerm {
  readonly isNegated: boolean;
  /** Null for a plain word. */
  readonly field: string | null;
  readonly comparison: Comparison;
  /** Alternatives, of which one has to fit. */
  readonly values: readonly string[];
  readonly start: number;
  readonly end: number;
}

export type Comparison = ':' | '=' | '!=' | '<' | '<=' | '>' | '>=';

const word = /-?(?:[^\s"]|"[^"]*"?)+/g;
// Outside of quotes, up to the first sign of comparison.
const parts = /^(-?)(?:([^":<>=!]+)(>=|<=|!=|:|=|>|<))?(.*)$/s;

/** Splits a filter into its words; spaces separate, quotes keep together, a comma separates alternatives. */
export function readTerms(filter: string): WrittenTerm[] {
  return [...filter.matchAll(word)].flatMap((match): WrittenTerm[] => {
    const [, minus = '', field, comparison, rest = ''] = parts.exec(match[0]) ?? [];
    const values = splitValues(rest, field !== undefined);
    // A word that is still being typed asks for nothing yet.
    if (values.length === 0) return [];
    return [
      {
        isNegated: minus === '-',
        field: field ?? null,
        comparison: isComparison(comparison) ? comparison : ':',
        values,
        start: match.index,
        end: match.index + match[0].length,
      },
    ];
  });
}

function splitValues(written: string, isList: boolean): string[] {
  const pieces = isList ? (written.match(/(?:[^,"]|"[^"]*"?)+/g) ?? []) : [written];
  return pieces.map((piece) => piece.replaceAll('"', '').trim()).filter((value) => value !== '');
}

function isComparison(sign: string | undefined): sign is Comparison {
  return sign !== undefined && [':', '=', '!=', '<', '<=', '>', '>='].includes(sign);
}
