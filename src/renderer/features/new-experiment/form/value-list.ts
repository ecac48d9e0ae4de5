import type { Field } from './field-tree.ts';
import type { Json } from './json.ts';

/** More than this is a slip of the pen, such as a step that is too small. */
export const mostValues = 1000;

const numberPattern = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`;
const rangePattern = new RegExp(
  `^(${numberPattern})\\s*\\.\\.\\s*(${numberPattern})(?:\\s+step\\s+(${numberPattern}))?$`,
  'i',
);
const onlyNumber = new RegExp(`^${numberPattern}$`, 'i');
/** What stands for null in a list. */
const noneWord = 'none';

/**
 * Reads what a person wrote for several values: "0, 0.05, 0.1", "0..0.2 step 0.05", "0..4"; for a field that is itself a
 * list, the values are separated by ";". What cannot be read stays in the list as the text it is, for the check to name.
 */
export function parseValueList(text: string, field: Field): Json[] {
  const separator = field.kind === 'list' ? ';' : ',';
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => parsePart(part, field));
}

/** The text that parseValueList reads back as the same values. */
export function formatValueList(values: readonly Json[], field: Field): string {
  if (field.kind === 'list') return values.map((value) => formatValue(value)).join('; ');
  const start = values[0];
  const isCounting =
    values.length > 3 && typeof start === 'number' && values.every((value, index) => value === start + index);
  if (isCounting && Number.isInteger(start)) return `${start}..${start + values.length - 1}`;
  return values.map((value) => formatValue(value)).join(', ');
}

/** One value as a person writes it into a field. */
export function formatValue(value: Json | undefined): string {
  if (value === undefined) return '';
  if (value === null) return noneWord;
  if (typeof value === 'number') return formatPlainNumber(value);
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((member) => formatValue(member)).join(', ');
  return JSON.stringify(value);
}

/** Reads one value; a text that does not suit the field is returned as it is, undefined stands for an empty field. */
export function parseValue(text: string, field: Field): Json | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (field.isNullable && trimmed === noneWord) return null;
  switch (field.kind) {
    case 'number':
      return onlyNumber.test(trimmed) ? Number(trimmed) : trimmed;
    case 'boolean':
      return trimmed === 'true' ? true : trimmed === 'false' ? false : trimmed;
    case 'list':
      return parseValueList(trimmed, { ...field.item });
    case 'text':
    case 'choice':
      return trimmed;
    case 'group':
    case 'union':
    case 'other':
      return parseJson(trimmed);
  }
}

function parsePart(part: string, field: Field): Json[] {
  if (field.kind === 'number') {
    const range = rangePattern.exec(part);
    if (range) return expandRange(part, range);
  }
  const value = parseValue(part, field);
  return value === undefined ? [] : [value];
}

function expandRange(part: string, [, from = '', to = '', by]: RegExpExecArray): Json[] {
  const [start, end] = [Number(from), Number(to)];
  const step = by === undefined ? Math.sign(end - start) || 1 : Number(by);
  const count = Math.floor((end - start) / step + 1e-9) + 1;
  // Without a step only whole numbers have an obvious next one.
  const isReadable = (by !== undefined || (Number.isInteger(start) && Number.isInteger(end))) && step !== 0;
  if (!isReadable || !Number.isFinite(count) || count < 1 || count > mostValues) return [part];
  const decimals = Math.max(countDecimals(from), countDecimals(by ?? '1'));
  return Array.from({ length: count }, (_, index) => round(start + index * step, decimals));
}

function countDecimals(text: string): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const digits = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, digits - Number(exponent));
}

/** Takes away the noise of binary fractions: 0.05 * 3 is 0.15. */
function round(value: number, decimals: number): number {
  return Number(value.toFixed(Math.min(decimals, 100)));
}

function formatPlainNumber(value: number): string {
  const isTiny = value !== 0 && Math.abs(value) < 1e-3;
  return isTiny ? value.toExponential() : String(value);
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json; // JSON.parse makes nothing but JSON
  } catch {
    return text;
  }
}
