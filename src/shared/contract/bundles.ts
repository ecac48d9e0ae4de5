import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import { adapterChoices, type ImportedBundle, type WrittenBundle } from '../views/bundle.ts';
import type { Reproduction, ReproductionView } from '../views/reproduction.ts';
import type { WorkStep } from '../views/work.ts';
import { targetSchema } from './experiments.ts';

/** Names a folder of the data folder, so it must not lead out of it. */
const reproductionId = z.string().regex(/^[\w-]{1,64}$/);

export const bundlesContract = {
  /** Writes runs into a new file on the lab's machine; its name has to end with ".html". */
  export: oc
    .input(
      z.object({
        targets: z.array(targetSchema).min(1),
        path: z.string().min(1),
        contents: z.object({ adapters: z.enum(adapterChoices), texts: z.boolean(), data: z.boolean() }),
      }),
    )
    .output(eventIterator(type<WorkStep<WrittenBundle>>())),
  import: oc.input(z.object({ path: z.string().min(1) })).output(eventIterator(type<WorkStep<ImportedBundle>>())),
  /** Where the bundle with this digest was when it was imported; null where it is not known or no longer there. */
  find: oc.input(z.object({ digest: z.string() })).output(type<{ readonly path: string | null }>()),
  /** Every attempt at running a bundle again, newest first. */
  reproductions: oc.output(type<readonly ReproductionView[]>()),
  /** Runs the runs of a bundle again in a data folder of their own, one bundle after the other. */
  reproduce: oc
    .input(
      z.object({
        path: z.string().min(1),
        /** All of the bundle when empty. */
        runIds: z.array(z.string()).default([]),
        tolerance: z.object({ scorePoints: z.number().min(0), curveFraction: z.number().min(0) }),
      }),
    )
    .output(type<{ readonly id: string }>()),
  /** One attempt; its report once it is completed. @throws AppError bundle/no-reproduction. */
  reproduction: oc
    .input(z.object({ id: reproductionId }))
    .output(type<{ readonly view: ReproductionView; readonly report: Reproduction | null }>()),
  stopReproduction: oc.input(z.object({ id: reproductionId })).output(type<void>()),
  /** Goes on where it stopped. */
  continueReproduction: oc.input(z.object({ id: reproductionId })).output(type<void>()),
  /** Removes what was run and its report; one at work is stopped first. */
  removeReproduction: oc.input(z.object({ id: reproductionId })).output(type<void>()),
};
