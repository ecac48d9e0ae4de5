const threeDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 });

/** Bytes in decimal units, as "3.5 MB". */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return '–';
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${threeDigits.format(value)} ${units[unit]}`;
}
