import { z } from 'zod';

const columnNames = ['category', 'categories'] as const;

/** Whether a column holds categories: "category", "categories", or one category of them, such as "category.privacy". */
export function isCategoryColumn(name: string): boolean {
  return columnNames.some((it) => name === it || name.startsWith(`${it}.`));
}

/** As the field's data sets write it: a name, names, names with whether they apply (BeaverTails), or either of these as text in CSV. */
const categoryValue = z.union([
  z.string().transform(readText),
  z.array(z.string()),
  z
    .record(z.string(), z.boolean().nullable())
    .transform((flags) => Object.entries(flags).flatMap(([name, applies]) => (applies ? [name] : []))),
]);

/** The categories in a row; none where it has none, or what stands there is none. */
export function readCategoryNames(row: Readonly<Record<string, unknown>>): readonly string[] {
  for (const column of columnNames) {
    const names = categoryValue.safeParse(row[column]).data ?? [];
    if (names.length > 0) return names;
  }
  return Object.entries(row).flatMap(([name, value]) =>
    name.includes('.') && isCategoryColumn(name) && isTrue(value) ? [name.slice(name.indexOf('.') + 1)] : [],
  );
}

/** A table of truth values that was flattened; CSV holds them as text. */
function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(true|1)$/i.test(value.trim()));
}

/** A quoted name, as JSON or as Python writes it. */
const quoted = String.raw`(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')`;
const flag = new RegExp(String.raw`${quoted}\s*:\s*(true|false|1|0)\b`, 'gi');
const listed = new RegExp(quoted, 'g');

/**
 * A category in a field of text. pandas and the datasets library write structures and lists into CSV as Python shows them:
 * "{'privacy': False, 'violence': True}", "['privacy' 'violence']"; others write JSON. Anything else is a name as it stands.
 */
function readText(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (trimmed.startsWith('{') && trimmed.endsWith('}')) {
    const found = [...trimmed.matchAll(flag)];
    return found.flatMap(([, double, single, applies]) => (isTrue(applies) ? [unescape(double ?? single ?? '')] : []));
  }
  if (trimmed.startsWith('[') && trimmed.endsWith(']'))
    return [...trimmed.matchAll(listed)].map(([, double, single]) => unescape(double ?? single ?? ''));
  return [trimmed];
}

function unescape(name: string): string {
  return name.replace(/\\(.)/g, '$1');
}
