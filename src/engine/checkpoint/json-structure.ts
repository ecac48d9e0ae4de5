/** What `JSON.parse` would let through or choke on, found by one linear pass that builds nothing but key sets. */
export type JsonProblem =
  | { readonly kind: 'too-deep'; readonly limit: number }
  | { readonly kind: 'duplicate-key'; readonly key: string };

/**
 * Looks for nesting deeper than `maxDepth` and for a key that one object holds twice.
 * Text that is not JSON may give anything; `JSON.parse` is to be asked afterwards.
 */
export function findJsonProblem(text: string, maxDepth: number): JsonProblem | undefined {
  // One entry per open bracket: the keys of an object, or null for an array.
  const open: (Set<string> | null)[] = [];
  let isKeyNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        if (open.length === maxDepth) return { kind: 'too-deep', limit: maxDepth };
        isKeyNext = text[at] === '{';
        open.push(isKeyNext ? new Set() : null);
        break;
      case '}':
      case ']':
        open.pop();
        isKeyNext = false;
        break;
      case ',':
        isKeyNext = open.at(-1) instanceof Set;
        break;
      case '"': {
        const end = findStringEnd(text, at);
        const keys = open.at(-1);
        if (isKeyNext && keys) {
          const key = unescapeString(text.slice(at, end + 1));
          if (keys.has(key)) return { kind: 'duplicate-key', key };
          keys.add(key);
        }
        isKeyNext = false;
        at = end;
        break;
      }
    }
  }
  return undefined;
}

/** Index of the quote that closes the string opened at `start`, or the end of the text. */
function findStringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** Two spellings of one key (`"a"`, `"\u0061"`) are the same key. */
function unescapeString(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
