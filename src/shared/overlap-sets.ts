/** A data set of an experiment, as overlaps are looked for and reported. */
export interface OverlapSet {
  readonly role: string;
  /** Dotted path of its setting. */
  readonly path: string;
}

/** The data sets of an experiment in the order of its stages. */
export const overlapSets = [
  { role: 'alignment', path: 'alignment.data' },
  { role: 'alignment harmful', path: 'alignment.harmful' },
  { role: 'attack harmful', path: 'attack.harmful' },
  { role: 'task', path: 'attack.task' },
  { role: 'guide', path: 'attack.guide' },
  { role: 'safety test', path: 'evaluation.safety.data' },
  { role: 'task test', path: 'evaluation.utility.data' },
  { role: 'over-refusal test', path: 'evaluation.benign.data' },
] as const satisfies readonly OverlapSet[];

/** Sets that may share prompts: refusals and harmful answers to the same questions, and the alignment set as a guide. */
const related = [
  ['alignment', 'alignment harmful'],
  ['alignment', 'guide'],
  ['alignment harmful', 'guide'],
];

/** Whether two sets are meant to share prompts, or may, so that it is no reason for doubt. */
export function isMeantToShare(left: string, right: string): boolean {
  return related.some((pair) => pair.includes(left) && pair.includes(right));
}
