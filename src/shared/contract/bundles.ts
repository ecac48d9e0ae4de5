import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import { adapterChoices, type ImportedBundle, type WrittenBundle } from '../views/bundle.ts';
import type { WorkStep } from '../views/work.ts';
import { targetSchema } from './experiments.ts';

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
};
