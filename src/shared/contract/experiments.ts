import { oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { ForeseenJudge } from '../views/judging.ts';
import type { StageKind } from '../spec/stage.ts';
import type { ExperimentView, RunView, StageView } from '../views/lab.ts';
import type { OverlapReport } from '../views/inspection.ts';

/** A spec as a form holds it: as yet unchecked. Relative paths start from `baseFolder`; null when all are absolute. */
export const draftSpecSchema = z.object({
  spec: z.record(z.string(), z.json()),
  baseFolder: z.string().nullable().default(null),
});
export type DraftSpec = z.infer<typeof draftSpecSchema>;

/** Something in a draft that cannot be run as it is. */
export interface SpecProblem {
  /** Dotted path of the setting's own field, such as "attack.p" or "model.path"; "name", "notes" or an arm's "label"; empty for the spec as a whole. */
  readonly path: string;
  readonly message: string;
  /** Label of the arm that sets it, if one does. */
  readonly arm?: string;
}

/** How long, how much memory and disk something is expected to take. */
export interface Forecast {
  /** Wall time over all slots; null where nothing comparable was ever measured on this machine. */
  readonly durationMs: number | null;
  /** Highest memory of the workers that run together. */
  readonly memoryBytes: number | null;
  readonly diskBytes: number | null;
  /** In words: what the numbers rest on. */
  readonly basis: string;
}

export interface PlannedStageView {
  readonly key: string;
  readonly kind: StageKind;
  readonly isComplete: boolean;
  /** How many of the planned runs contain it. */
  readonly runCount: number;
  readonly durationMs: number | null;
}

/** What an attacker's search comes to over all its rungs, of which the first is planned. */
export interface SearchPlan {
  /** First rung first; one where every trial gets all steps. `steps` is null where the attack's epochs decide. */
  readonly rungs: readonly {
    readonly number: number;
    readonly steps: number | null;
    readonly trialsPerArm: number;
    readonly runCount: number;
  }[];
  /** Runs of all rungs: at most so many, because an arm without a trial that can be ranked ends early. */
  readonly runCount: number;
}

export interface DraftPlan {
  /** Null while there are problems. */
  readonly experimentId: string | null;
  /** The lab has this experiment already; running it goes on with it. */
  readonly isKnown: boolean;
  readonly runCount: number;
  readonly completeRunCount: number;
  readonly stages: readonly PlannedStageView[];
  readonly completeStageCount: number;
  /** Null without a search, and while there are problems. */
  readonly search: SearchPlan | null;
  /** Of a search by halving: for all its rungs. */
  readonly forecast: Forecast | null;
  /** Those that are asked after the evaluations; of a search by halving, for its first rung. */
  readonly judges: readonly ForeseenJudge[];
  readonly problems: readonly SpecProblem[];
}

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly draft: DraftSpec;
}

export interface SavedDraft {
  readonly id: string;
  readonly name: string;
  readonly savedAtMs: number;
  readonly draft: DraftSpec;
  /** What the form compares with for "changed from preset". */
  readonly presetId: string | null;
}

export interface ExperimentDetail {
  readonly experiment: ExperimentView;
  readonly runs: readonly RunView[];
  /** Each stage once, in queue order. */
  readonly stages: readonly StageView[];
}

/** What the composer shows of a mix of harmless and harmful rows. */
export interface MixPreview {
  readonly harmlessCount: number;
  readonly harmfulCount: number;
  /** Rows that the files have in the chosen ranges. */
  readonly harmlessAvailable: number;
  readonly harmfulAvailable: number;
  /** Values of the rows' "category" or "kind" column → count, of the rows that are drawn; empty without such a column. */
  readonly harmfulCategories: Readonly<Record<string, number>>;
  readonly harmlessCategories: Readonly<Record<string, number>>;
  /** Prompts that the harmful rows share with another set, by role. */
  readonly overlaps: readonly { readonly role: string; readonly count: number; readonly examples: readonly string[] }[];
  /** First rows of the mix, in the order of training. */
  readonly rows: readonly { readonly isHarmful: boolean; readonly prompt: string; readonly answer: string }[];
  readonly problems: readonly SpecProblem[];
}

export const targetSchema = z.union([
  z.strictObject({ experimentId: z.string() }),
  z.strictObject({ runId: z.string() }),
]);

/** A whole experiment, or one run. */
export type Target = Readonly<z.infer<typeof targetSchema>>;

const specFormat = z.enum(['json', 'yaml']);
/** Names a file of the data folder, so it must not lead out of it. */
const draftId = z.string().regex(/^[\w-]{1,64}$/);

export const experimentsContract = {
  list: oc.output(type<readonly ExperimentView[]>()),
  get: oc.input(z.object({ id: z.string() })).output(type<ExperimentDetail>()),
  presets: oc.output(type<readonly Preset[]>()),
  /** What a draft would run. Never fails for a wrong draft: its problems are in the answer. */
  plan: oc.input(z.object({ draft: draftSpecSchema })).output(type<DraftPlan>()),
  mix: oc.input(z.object({ draft: draftSpecSchema })).output(type<MixPreview>()),
  /** Which prompts its data sets share and repeat, word for word or nearly (Jaccard similarity of the prompts from `threshold` on). */
  overlap: oc
    .input(z.object({ draft: draftSpecSchema, threshold: z.number().min(0.5).max(1).default(0.8) }))
    .output(type<OverlapReport>()),
  /** `allowedHosts`: where the user lets answers be sent to, for judges over the network. */
  submit: oc
    .input(z.object({ draft: draftSpecSchema, allowedHosts: z.array(z.string().max(300)).max(20).default([]) }))
    .output(type<{ readonly experimentId: string }>()),
  /** Plans and starts the embedded sample project; again, it goes on with it. */
  runSample: oc.output(type<{ readonly experimentId: string }>()),
  cancel: oc.input(z.object({ targets: z.array(targetSchema) })).output(type<void>()),
  /** How many stages were queued again. */
  resume: oc.input(z.object({ targets: z.array(targetSchema) })).output(type<number>()),
  retry: oc.input(z.object({ targets: z.array(targetSchema) })).output(type<number>()),
  exportSpec: oc
    .input(z.object({ draft: draftSpecSchema, format: specFormat }))
    .output(type<{ readonly text: string; readonly fileName: string; readonly command: string }>()),
  /** Reads a spec of either format; relative paths start from `baseFolder`. */
  importSpec: oc.input(z.object({ text: z.string(), baseFolder: z.string().nullable() })).output(type<DraftSpec>()),
  /** The spec of a run alone, for cloning; null `runId` is the whole experiment. */
  draftOf: oc.input(z.object({ experimentId: z.string(), runId: z.string().nullable() })).output(type<DraftSpec>()),
  drafts: oc.output(type<readonly SavedDraft[]>()),
  saveDraft: oc
    .input(z.object({ id: draftId, name: z.string(), draft: draftSpecSchema, presetId: z.string().nullable() }))
    .output(type<void>()),
  deleteDraft: oc.input(z.object({ id: draftId })).output(type<void>()),
};
