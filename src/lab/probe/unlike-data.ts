import { canonicalJson } from '../../shared/canonical-json.ts';
import type { ProbeKind } from '../../shared/spec/probe.ts';
import type { ProbeData } from '../../shared/views/probe.ts';

interface Measured {
  readonly arm: string;
  readonly seed: number;
  readonly data: ProbeData;
}

const digestLength = 8;

/** Sentences where arms were measured on different data at the same seed, with each arm's files; null where they are like. */
export function describeUnlikeData(kind: ProbeKind, measured: readonly Measured[]): string | null {
  const bySeed = [...Map.groupBy(measured, ({ seed }) => seed).values()];
  const isUnlike = bySeed.some((members) => new Set(members.map(({ data }) => identify(data))).size > 1);
  if (!isUnlike) return null;
  const arms = [...Map.groupBy(measured, ({ arm }) => arm)].map(([arm, members]) => {
    const files = new Set(members.map(({ data }) => describeData(data)));
    return `${arm}: ${[...files].join(', ')}`;
  });
  const [sets, values] = kind === 'drift' ? ['alignment sets', 'distances'] : ['harmful sets', 'losses'];
  return `The models were measured on different ${sets}, so that their ${values} are not like for like. ${arms.join('; ')}.`;
}

/** The content counts, and not what the file is called. */
function identify({ digest, start, count }: ProbeData): string {
  return canonicalJson([digest, start, count]);
}

function describeData({ name, digest, start, count }: ProbeData): string {
  const rows = count === null ? `rows from ${start} on` : `rows ${start} to ${start + count - 1}`;
  return `${name} (sha256 ${digest.slice(0, digestLength)}${start === 0 && count === null ? '' : `, ${rows}`})`;
}
