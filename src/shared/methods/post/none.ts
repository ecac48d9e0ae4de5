import { z } from 'zod';
import { definePostMethod } from './definition.ts';

/** The fine-tuned model as it is. A run with it has no trace of a post defence in its stages, so that their keys stay what they were. */
export const none = definePostMethod({
  name: 'none',
  label: 'None',
  help: 'The fine-tuned model is evaluated as it is.',
  schema: z.strictObject({ name: z.literal('none') }),
  needsInputs: () => false,
  apply: () => new Map(),
});
