/** Tells whether a text contains any of the phrases it was made for. */
export type PhraseMatcher = (text: string) => boolean;

/**
 * Matches phrases as whole words: no letter or digit may touch either end. Case, the kind of apostrophe and the amount
 * of white space make no difference, nor do spaces around an apostrophe or before a punctuation mark, which word-level
 * tokenizers leave behind.
 */
export function createPhraseMatcher(phrases: readonly string[]): PhraseMatcher {
  const alternatives = phrases.map((phrase) => normalise(phrase).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'u');
  return (text) => pattern.test(normalise(text));
}

function normalise(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s*[’‘ʼ'`]\s*/g, "'")
    .replace(/\s+(?=[,.!?;:])/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
