const locale = 'en-US';
// Making a format costs a hundred times what using it does, and charts and tables write thousands of numbers.
const counts = new Intl.NumberFormat(locale);
const oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
const significant = new Map<number, Intl.NumberFormat>();

function withDigits(digits: number): Intl.NumberFormat {
  const known = significant.get(digits);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, { maximumSignificantDigits: digits });
  significant.set(digits, made);
  return made;
}

/** A number with at most so many significant digits, as 12,345 or 0.0123 or 5e-5; "–" for none. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e9))
    return value
      .toExponential(Math.max(0, digits - 2))
      .replace(/\.?0+e/, 'e')
      .replace('e+', 'e');
  return withDigits(Math.abs(value) >= 1000 ? Math.max(digits, 6) : digits).format(value);
}

/** Percent with one decimal; `value` is already in percent. */
export function formatPercent(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return `${oneDecimal.format(value)} %`;
}

/** A duration in the two largest units that matter, as "3 h 20 min", "4 min 05 s", "12 s". */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return '–';
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Date and time of this machine's zone, as "Nov 24, 2026, 14:05". */
export function formatTime(atMs: number | null | undefined): string {
  if (atMs === null || atMs === undefined) return '–';
  return times.format(atMs);
}

export function formatCount(value: number): string {
  return counts.format(value);
}
