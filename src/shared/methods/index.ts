import { z } from 'zod';
import { booster } from './booster.ts';
import type { MethodDefinition, MethodStage } from './definition.ts';
import { ewc } from './ewc.ts';
import { harmfulDescent } from './harmful-descent.ts';
import { ldifs } from './ldifs.ts';
import { lisa } from './lisa.ts';
import { randomVaccine } from './random-vaccine.ts';
import { repnoise } from './repnoise.ts';
import { sft } from './sft.ts';
import { tar } from './tar.ts';
import { vaccine } from './vaccine.ts';
import { vaccineBooster } from './vaccine-booster.ts';
import { vlguard } from './vlguard.ts';

export type { ExtraBatches, ExtraData, MethodDefinition, MethodStage } from './definition.ts';

/** Every method that trains, in the order in which they are offered; a new one is added here and nowhere else. */
export const methods = [
  sft,
  booster,
  vaccine,
  vaccineBooster,
  harmfulDescent,
  randomVaccine,
  repnoise,
  tar,
  lisa,
  vlguard,
  ldifs,
  ewc,
] as const;

export const alignmentMethodSchema = z.discriminatedUnion('name', listSchemas('align'));
export const attackMethodSchema = z.discriminatedUnion('name', listSchemas('attack'));

export type AlignmentMethod = z.infer<typeof alignmentMethodSchema>;
export type AttackMethod = z.infer<typeof attackMethodSchema>;
export type Method = AlignmentMethod | AttackMethod;

/** The definition of a method by name; the name has been parsed before, so an unknown one is a bug. */
export function getMethod(name: string): MethodDefinition {
  const found = methods.find((method) => method.name === name);
  if (!found) throw new Error(`No method is called ${name}.`);
  return found;
}

/** The schemas of the methods of a list that apply to a stage. */
type SchemasFor<Stage extends MethodStage, List> = List extends readonly [infer First, ...infer Rest]
  ? First extends { stages: readonly (infer Own)[]; schema: infer Schema }
    ? Stage extends Own
      ? [Schema, ...SchemasFor<Stage, Rest>]
      : SchemasFor<Stage, Rest>
    : never
  : [];

function listSchemas<Stage extends MethodStage>(stage: Stage): SchemasFor<Stage, typeof methods> {
  const offered = methods.filter(({ stages }) => (stages as readonly MethodStage[]).includes(stage)); // includes() asks for a member of the narrower list
  return offered.map(({ schema }) => schema) as SchemasFor<Stage, typeof methods>; // the same filter as in the type
}
