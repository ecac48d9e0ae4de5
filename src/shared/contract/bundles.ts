import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import { adapterChoices, type BundleProgress, type ImportedBundle, type WrittenBundle } from '../views/bundle.ts';
import { targetSchema } from './experiments.ts';

/** How far the work is, and at last what came of it; a call that is cancelled leaves nothing. */
export type BundleStep<Result> =
  | { readonly kind: 'progress'; readonly progress: BundleProgress }
  | { readonly kind: 'done'; readonly result: Result };

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
    .output(eventIterator(type<BundleStep<WrittenBundle>>())),
  import: oc.input(z.object({ path: z.string().min(1) })).output(eventIterator(type<BundleStep<ImportedBundle>>())),
};
