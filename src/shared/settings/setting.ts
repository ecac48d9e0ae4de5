import { z } from 'zod';

/** What a person needs to know about one setting; forms, CLI, tables, reports and docs are drawn from it. */
export interface SettingInfo {
  /** Short name in forms and column heads. */
  readonly label: string;
  /** One sentence in plain words. */
  readonly help: string;
  /** The field's symbol, such as λ. */
  readonly symbol?: string;
  readonly unit?: string;
  /** The value in the Booster paper (arXiv 2409.01586), where it names one. */
  readonly paper?: unknown;
  /** Folded away in forms. */
  readonly advanced?: boolean;
}

const settingRegistry = z.registry<SettingInfo>();

/** Attaches its description to a setting's schema; the schema stays the single declaration of default and bounds. */
export function setting<Schema extends z.ZodType>(schema: Schema, info: SettingInfo): Schema {
  // `description` is what z.toJSONSchema prints, so the JSON Schema explains itself in editors.
  const described = schema.meta({ title: info.label, description: info.help });
  settingRegistry.add(described, info);
  return described;
}

/** The description attached to a schema, or undefined for a schema that is not a setting. */
export function findSettingInfo(schema: z.ZodType): SettingInfo | undefined {
  return settingRegistry.get(schema);
}

/** One setting found inside a schema: its dotted path, schema, description and default. */
export interface SettingEntry {
  readonly path: string;
  readonly schema: z.ZodType;
  readonly info: SettingInfo;
}

/** Lists every setting of an object schema, depth first in order of declaration; union members are all visited. */
export function listSettings(schema: z.ZodType, prefix = ''): SettingEntry[] {
  const info = settingRegistry.get(schema);
  const own = info && prefix ? [{ path: prefix, schema, info }] : [];
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    const children = Object.entries(inner.shape as Record<string, z.ZodType>) // a ZodObject's shape holds schemas
      .flatMap(([key, child]) => listSettings(child, prefix ? `${prefix}.${key}` : key));
    return [...own, ...children];
  }
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const seen = new Set<string>();
    const members = inner.options.flatMap((option) => listSettings(option as z.ZodType, prefix)); // options are schemas
    return [...own, ...members.filter((entry) => !seen.has(entry.path) && seen.add(entry.path))];
  }
  return own;
}

function unwrap(schema: z.ZodType): z.ZodType {
  let current = schema;
  while (
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault ||
    current instanceof z.ZodNullable ||
    current instanceof z.ZodOptional
  ) {
    current = current.unwrap() as z.ZodType; // unwrap() is typed as the core schema; all of ours are classic ones
  }
  return current;
}
