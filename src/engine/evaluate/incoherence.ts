/**
 * Whether an answer is incoherent in the sense of HS+ (paper.md 1.2): some word stands more than three times in a row.
 * Words are runs of the letters a to z in lower case; whatever stands between them, digits and punctuation included,
 * does not interrupt a row.
 */
export function isIncoherent(text: string): boolean {
  let current = '';
  let repeats = 0;
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) {
    repeats = word === current ? repeats + 1 : 1;
    current = word;
    if (repeats > 3) return true;
  }
  return false;
}
