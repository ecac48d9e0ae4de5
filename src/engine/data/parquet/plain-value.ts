/**
 * A value of a Parquet column as JSON can hold it: dates as ISO text, whole numbers beyond 2^53 as text, bytes of no text
 * in base64. A row of a Parquet file is then what the same row of a JSON Lines file would be.
 */
export function toPlainValue(value: unknown): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case 'object':
      return value === null ? null : toPlainObject(value);
    default:
      return null;
  }
}

function toPlainObject(value: object): unknown {
  if (Array.isArray(value)) return value.map(toPlainValue);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toPlainValue(part)]));
}
