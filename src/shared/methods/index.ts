import { z } from 'zod';
import { booster } from './booster.ts';
import { harmfulDescent } from './harmful-descent.ts';
import { lisa } from './lisa.ts';
import type { MethodSettings } from './method-settings.ts';
import { repnoise } from './repnoise.ts';
import { sft } from './sft.ts';
import { vaccine } from './vaccine.ts';
import { vaccineBooster } from './vaccine-booster.ts';
import { vlguard } from './vlguard.ts';

export type { ExtraData, MethodSettings, MethodStage } from './method-settings.ts';

/** Every method; a new one is added here and in engine/methods/index.ts. */
export const methodSettings = [
  sft,
  booster,
  vaccine,
  vaccineBooster,
  harmfulDescent,
  repnoise,
  lisa,
  vlguard,
] as const satisfies readonly MethodSettings[];

export const alignmentMethodSchema = z.discriminatedUnion('name', [
  sft.schema,
  booster.schema,
  vaccine.schema,
  vaccineBooster.schema,
  harmfulDescent.schema,
  repnoise.schema,
]);
export const attackMethodSchema = z.discriminatedUnion('name', [sft.schema, lisa.schema, vlguard.schema]);

export type AlignmentMethod = z.infer<typeof alignmentMethodSchema>;
export type AttackMethod = z.infer<typeof attackMethodSchema>;
export type Method = AlignmentMethod | AttackMethod;

/** The settings definition of a method by name; the name has been parsed before, so an unknown one is a bug. */
export function getMethodSettings(name: string): MethodSettings {
  const found = methodSettings.find((method) => method.name === name);
  if (!found) throw new Error(`No method is called ${name}.`);
  return found;
}
