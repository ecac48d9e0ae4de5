import { z } from 'zod';
import { antidote } from './antidote.ts';
import type { PostDefinition } from './definition.ts';
import { none } from './none.ts';

export type { UpdateMatrix, PostContext, PostDefinition } from './definition.ts';

/** Every method that acts between fine-tuning and evaluation; a new one is added here and nowhere else. */
export const postMethods = [none, antidote] as const;

const [plain, ...others] = postMethods;

/** The methods that change something: what a stage may hold. */
export const activePostMethodSchema = z.discriminatedUnion('name', listSchemas(others));
export const postMethodSchema = z.discriminatedUnion('name', [plain.schema, ...listSchemas(others)]);

export type PostMethod = z.infer<typeof postMethodSchema>;
export type ActivePostMethod = z.infer<typeof activePostMethodSchema>;

/** The definition of a post method by name; the name has been parsed before, so an unknown one is a bug. */
export function getPostMethod(name: string): PostDefinition {
  const found = postMethods.find((method) => method.name === name);
  if (!found) throw new Error(`No method after fine-tuning is called ${name}.`);
  return found;
}

function listSchemas<List extends readonly { readonly schema: unknown }[]>(list: List) {
  // Array.map forgets which element has which place.
  return list.map(({ schema }) => schema) as { [Place in keyof List]: List[Place]['schema'] };
}
