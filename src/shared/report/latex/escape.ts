import { latexAccents, latexLetters, latexSigns } from './signs.ts';

/**
 * What stands for a character that pdflatex has no letter for: [U+4E2D] there, the character itself under LuaLaTeX and XeLaTeX,
 * whose fonts may have it. Belongs in front of every file that \input may read.
 */
export const unknownCharacterCommand =
  '\\providecommand{\\labchar}[1]{\\ifdefined\\Umathcode\\symbol{"#1}\\else[U+#1]\\fi}';

/** Text that LaTeX prints as it is, whatever is in it: in sentences, table cells, captions and headings; spaces are joined. */
export function escapeLatex(text: string): string {
  const signs = Array.from(text.toWellFormed().normalize('NFC').replace(/[\s]+/g, ' ').trim());
  return signs.map((sign, index) => escapeSign(sign, signs[index - 1])).join('');
}

/** The same for words without spaces such as paths and digests: lines may end after their signs and within long runs. */
export function escapeLatexWord(text: string): string {
  const parts = text.match(/[^/._\-,:;=@+]{1,12}[/._\-,:;=@+]*|[/._\-,:;=@+]+/g) ?? [];
  return parts.map(escapeLatexPart).join('\\allowbreak{}');
}

/** Spaces at the ends of a part stay. */
function escapeLatexPart(part: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? [];
  return `${before && ' '}${escapeLatex(inner)}${after && ' '}`;
}

function escapeSign(sign: string, before: string | undefined): string {
  // Two of these would become one sign, such as a dash.
  if (sign === before && /[-'`,]/.test(sign)) return `{}${sign}`;
  if (sign === '`' && (before === '?' || before === '!')) return '{}`';
  const known = latexSigns[sign] ?? latexLetters[sign];
  if (known !== undefined) return known;
  if (/^[ -~]$/.test(sign)) return sign;
  return (
    composeAccent(sign) ?? `\\labchar{${(sign.codePointAt(0) ?? 0xfffd).toString(16).toUpperCase().padStart(4, '0')}}`
  );
}

/** "\'{e}" for é: a letter of ASCII with one accent; null for anything else. */
function composeAccent(sign: string): string | null {
  const [letter = '', accent = '', ...rest] = Array.from(sign.normalize('NFD'));
  const command = latexAccents[accent];
  if (command === undefined || rest.length > 0 || !/^[A-Za-z]$/.test(letter)) return null;
  const base = /^[ij]$/.test(letter) && /[`'^"~=.uvH]/.test(command) ? `\\${letter}` : letter;
  return `\\${command}{${base}}`;
}
