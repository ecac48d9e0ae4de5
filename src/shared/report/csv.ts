/** CSV as RFC 4180 has it. */
export function encodeCsvRows(rows: readonly (readonly (string | number)[])[]): string {
  return `${rows.map((row) => row.map(encodeCsvCell).join(',')).join('\r\n')}\r\n`;
}

/** One cell. A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay bare. */
export function encodeCsvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
