import { z } from 'zod';

/** Which of the trained weights go into a bundle: of each training the last checkpoint, or all of them. */
export const adapterChoices = ['none', 'final', 'all'] as const;
export type AdapterChoice = (typeof adapterChoices)[number];

export interface BundleContents {
  readonly adapters: AdapterChoice;
  /** False: prompts, answers and expected answers are left out; verdicts and scores stay. */
  readonly texts: boolean;
  /** True: the data files of the runs are inside. */
  readonly data: boolean;
}

/** What a bundle says about itself. */
export interface BundleSummary {
  readonly createdAtMs: number;
  readonly codeVersion: string;
  readonly gitCommit: string | null;
  readonly contents: BundleContents;
  readonly experiments: readonly { readonly id: string; readonly name: string; readonly runCount: number }[];
  readonly runCount: number;
  readonly stageCount: number;
  readonly sizeBytes: number;
  /** The sha256 of its manifest, which holds the sha256 of everything else in it. */
  readonly digest: string;
}

export interface WrittenBundle extends BundleSummary {
  readonly path: string;
  /** Sentences about what was left out. */
  readonly remarks: readonly string[];
}

/** Something in a bundle that is not as its maker left it. */
export interface BundleProblem {
  /** Name of the entry, "the page", or "the archive" where no entry can be named. */
  readonly entry: string;
  readonly problem: string;
}

/** A stage of which the data folder has another result under the same key. */
export interface DifferingStage {
  readonly key: string;
  readonly kind: 'align' | 'attack' | 'evaluate';
  /** Names of the files that differ. */
  readonly files: readonly string[];
}

export interface ImportedBundle extends BundleSummary {
  readonly addedRuns: number;
  readonly addedStages: number;
  /** Of stages that were there already without weights. */
  readonly addedWeights: number;
  /** Of stages that were there already without the verdicts of a judge that came later. */
  readonly addedJudgements: number;
  /** Stages that were there with the same content. */
  readonly equalStages: number;
  /** Kept as they are here; the bundle's are not imported. */
  readonly differing: readonly DifferingStage[];
  readonly experimentIds: readonly string[];
  /** Inputs of which no file was found on this machine; the runs cannot be resumed without them. */
  readonly missingInputs: readonly {
    readonly kind: 'model' | 'data';
    readonly name: string;
    readonly digest: string;
  }[];
}

/** Where an imported run comes from. */
export const runOriginSchema = z.strictObject({
  /** Name of the bundle's file. */
  fileName: z.string(),
  /** The sha256 of its manifest. */
  digest: z.string(),
  bundledAtMs: z.number(),
  importedAtMs: z.number(),
});
export type RunOrigin = Readonly<z.infer<typeof runOriginSchema>>;

/** A sha256 in groups, for reading it to somebody: "3fa9 c012 77de …". */
export function spellDigest(digest: string): string {
  return digest.replace(/(.{4})(?=.)/g, '$1 ');
}
