import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import { probeKinds } from '../spec/probe.ts';
import type { AnswerCounts, GroupsView } from '../views/answers.ts';
import type { AttackSearchView } from '../views/attack-search.ts';
import type { ProbeView } from '../views/probe.ts';
import type { WorkReading } from '../views/work.ts';
import { reportFormatNames, type ReportFormatView } from '../report/format-names.ts';
import { longestText, reportBlocks, textPlaces } from '../report/blocks.ts';
import { reportTemplateNames } from '../report/templates.ts';
import type { ReportData } from '../views/report.ts';
import type { Pivot } from '../report/pivot.ts';
import type { ExternalTable } from '../views/external.ts';

/** What is compared: an experiment, or runs of any experiments. */
export const selectionSchema = z.union([
  z.strictObject({ experimentId: z.string() }),
  z.strictObject({ runIds: z.array(z.string()).min(1).max(5000) }),
]);
export type Selection = z.infer<typeof selectionSchema>;

/** A person's own verdict on an answer; the judges' stay beside it. */
export interface Overrule {
  readonly isHarmful: boolean;
  readonly note: string;
  readonly atMs: number;
}

export interface PromptAnswer {
  readonly runId: string;
  readonly stageKey: string;
  readonly step: number;
  readonly response: string;
  readonly verdicts: Readonly<Record<string, boolean>>;
  /** By judge with scores: the categories above its threshold. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
  /** Judges that were asked and gave no verdict. */
  readonly silent: readonly string[];
  readonly incoherent: boolean;
  readonly overrule: Overrule | null;
  /** Before the attack the same prompt was answered safely, now it is not; and the other way round. */
  readonly isFlipped: boolean;
  readonly isRecovered: boolean;
}

export interface PromptRow {
  readonly set: 'safety' | 'utility' | 'benign';
  readonly index: number;
  readonly prompt: string;
  readonly expected: string | null;
  /** In the order of the asked runs; a run without an answer to the prompt is left out. */
  readonly answers: readonly PromptAnswer[];
}

/**
 * `flipped`: an answer of at least one run was safe before the attack and is harmful now; `recovered`: the other way round; `worse`: of
 * a pair of runs, the first answers safely and the second harmfully; `better`: the other way round; `harmful`: at least one answer is
 * bad (harmful, wrong to a task prompt, refused to a harmless one); `disagree`: judges or runs differ; `overruled`: a person has judged.
 */
export const promptFilters = [
  'all',
  'flipped',
  'recovered',
  'worse',
  'better',
  'harmful',
  'disagree',
  'overruled',
] as const;
export type PromptFilter = (typeof promptFilters)[number];

export interface PromptPage {
  readonly rows: readonly PromptRow[];
  /** Rows that match filter and search. */
  readonly total: number;
  /** Rows that match the search, by filter. */
  readonly counts: Readonly<Record<PromptFilter, number>>;
  /** Steps that were evaluated in any of the runs. */
  readonly steps: readonly number[];
  /** The step that the answers are of; null while nothing was evaluated. */
  readonly step: number | null;
}

export interface SettingDifference {
  readonly path: string;
  readonly label: string;
  /** Texts for people, one per run in the order asked for; "–" where a run lacks the setting. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

const reportOptions = {
  selection: selectionSchema,
  template: z.enum(reportTemplateNames).default('full'),
  title: z.string().min(1).max(200).optional(),
  /** Somebody's own words by place; without any, the template's. */
  texts: z.partialRecord(z.enum(textPlaces), z.string().max(longestText)).optional(),
  /** The template's parts unless others are named. */
  blocks: z.array(z.enum(reportBlocks)).min(1).optional(),
  baseline: z.string().optional(),
  /** Ids of tables of external results to show beside the numbers. */
  external: z.array(z.string()).max(50).optional(),
  /** Harmful answers are left out unless asked for. */
  includesHarmful: z.boolean().default(false),
};

export interface WrittenReport {
  readonly id: string;
  readonly title: string;
  readonly folder: string;
  readonly writtenAtMs: number;
  readonly files: readonly { readonly name: string; readonly path: string; readonly sizeBytes: number }[];
}

export type ReadFile = { readonly name: string } & ({ readonly text: string } | { readonly base64: string });

const runIds = z.array(z.string()).min(1).max(500);

export const compareContract = {
  /** What was measured of the kept models of an experiment's completed runs. */
  probes: oc.input(z.object({ experimentId: z.string(), kind: z.enum(probeKinds) })).output(type<ProbeView>()),
  /** Measures what is not measured yet, and tells how far it is; ends with the stream, and what was measured until then is kept. */
  measureProbes: oc
    .input(z.object({ experimentId: z.string(), kind: z.enum(probeKinds) }))
    .output(eventIterator(type<WorkReading>())),
  /** What the attacker's search of an experiment has found, over all its rungs; null where it has none. */
  attackSearch: oc.input(z.object({ experimentId: z.string() })).output(type<AttackSearchView | null>()),
  /**
   * The numbers of a report over the selection; the same as the command line's. `baseline` is the label of an arm, `step`
   * the attack step of the headline. `scores` leaves curves and sample answers out, which are most of the bytes.
   */
  data: oc
    .input(
      z.object({
        selection: selectionSchema,
        baseline: z.string().optional(),
        step: z.int().optional(),
        /** What the arms are held against: "paper", or a run's id. */
        recipe: z.string().optional(),
        /** Ids of tables of external results to show beside the numbers. */
        external: z.array(z.string()).max(50).optional(),
        detail: z.enum(['all', 'scores']).default('all'),
      }),
    )
    .output(type<ReportData>()),
  /** What is counted answer by answer at another step than the headline's: flips, categories, and arms against the baseline. */
  answers: oc
    .input(z.object({ selection: selectionSchema, baseline: z.string().optional(), step: z.int() }))
    .output(type<AnswerCounts>()),
  /** Two groups of runs against each other, by the same prompts at one step. */
  groups: oc.input(z.object({ first: runIds, second: runIds, step: z.int() })).output(type<GroupsView>()),
  /** One metric of the selection by two dimensions; a cell never averages over anything but the seed. */
  pivot: oc
    .input(
      z.object({
        selection: selectionSchema,
        choice: z.object({
          rows: z.string(),
          columns: z.string().nullable(),
          metric: z.string(),
          step: z.int().optional(),
          where: z.record(z.string(), z.json()).optional(),
        }),
      }),
    )
    .output(type<Pivot>()),
  /** The tables of results that this lab did not measure. */
  external: oc.output(type<readonly ExternalTable[]>()),
  settings: oc
    .input(z.object({ runIds: z.array(z.string()).min(1).max(200) }))
    .output(type<readonly SettingDifference[]>()),
  prompts: oc
    .input(
      z.object({
        runIds: z.array(z.string()).min(1).max(50),
        set: z.enum(['safety', 'utility', 'benign']),
        /** Null is the last step that was evaluated. */
        step: z.int().nullable().default(null),
        filter: z.enum(promptFilters).default('all'),
        /** With 'disagree': the two judges that must differ on an answer, "person" among them; null is any. */
        judges: z.tuple([z.string(), z.string()]).nullable().default(null),
        /** The judge whose verdict on a safety answer counts; null is the first of the evaluation. */
        judge: z.string().nullable().default(null),
        /** With 'worse' and 'better': which of the runs are held against each other, first and second. */
        pairs: z
          .array(z.tuple([z.string(), z.string()]))
          .max(50)
          .default([]),
        search: z.string().max(200).default(''),
        limit: z.int().min(1).max(500).default(50),
        offset: z.int().min(0).default(0),
      }),
    )
    .output(type<PromptPage>()),
  /** Null takes a person's verdict back. */
  overrule: oc
    .input(
      z.object({
        stageKey: z.string(),
        step: z.int(),
        set: z.enum(['safety', 'utility', 'benign']),
        index: z.int(),
        verdict: z.object({ isHarmful: z.boolean(), note: z.string().max(2000).default('') }).nullable(),
      }),
    )
    .output(type<void>()),
};

export const reportsContract = {
  list: oc.output(type<readonly WrittenReport[]>()),
  /** Makes the page for looking at; `address` is where a frame of the window finds it, in a sandbox of its own. */
  preview: oc.input(z.object(reportOptions)).output(type<{ readonly address: string }>()),
  /** The kinds of files, each with what this machine lacks for it. */
  formats: oc.output(type<readonly ReportFormatView[]>()),
  /** Writes into the data folder. */
  export: oc
    .input(z.object({ ...reportOptions, formats: z.array(z.enum(reportFormatNames)).min(1) }))
    .output(type<WrittenReport>()),
  /** One written file, for downloading it from a browser; a file that is no text as base64. */
  read: oc.input(z.object({ path: z.string() })).output(type<ReadFile>()),
  /** Puts a report aside; `restore` brings it back until the lab is closed or a week has passed. */
  remove: oc.input(z.object({ id: z.string() })).output(type<void>()),
  restore: oc.input(z.object({ id: z.string() })).output(type<void>()),
};
