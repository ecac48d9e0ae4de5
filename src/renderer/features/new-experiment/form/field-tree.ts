import { z } from 'zod';
import { findSettingInfo, type SettingInfo } from '../../../../shared/settings/setting.ts';
import { isJsonObject, type Json } from './json.ts';

interface FieldBase {
  /** Dotted path from the run's settings, such as "attack.p". */
  readonly path: string;
  /** Last part of the path. */
  readonly name: string;
  /** Checks a value of the field, its own default and null included. */
  readonly schema: z.ZodType;
  /** The schema without default and null: what tells one kind of thing, such as a data set, from another. */
  readonly inner: z.ZodType;
  readonly info: SettingInfo | undefined;
  readonly isNullable: boolean;
  /** May be left out although it has no default: that it is absent is its usual value. */
  readonly isOptional: boolean;
  /** What the lab takes where the field is left empty; undefined where it has to be filled in. */
  readonly defaultValue: Json | undefined;
}

export interface NumberField extends FieldBase {
  readonly kind: 'number';
  readonly isInteger: boolean;
  readonly bounds: Bounds;
}

export interface ChoiceField extends FieldBase {
  readonly kind: 'choice';
  readonly options: readonly string[];
}

export interface PlainField extends FieldBase {
  readonly kind: 'text' | 'boolean';
}

export interface ListField extends FieldBase {
  readonly kind: 'list';
  readonly item: Field;
}

/** Settings that belong together. */
export interface GroupField extends FieldBase {
  readonly kind: 'group';
  readonly members: readonly Field[];
}

export interface UnionOption {
  readonly value: string;
  readonly members: readonly Field[];
}

/** One of several groups, chosen by the member `discriminator`. */
export interface UnionField extends FieldBase {
  readonly kind: 'union';
  readonly discriminator: string;
  readonly options: readonly UnionOption[];
}

/** A setting of a kind that has no field of its own: it is written as JSON. */
export interface OtherField extends FieldBase {
  readonly kind: 'other';
}

export type Field = NumberField | ChoiceField | PlainField | ListField | GroupField | UnionField | OtherField;

/** A field that holds one value, not fields of its own. */
export type Leaf = Exclude<Field, GroupField | UnionField>;

export interface Bounds {
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly isMinimumExcluded: boolean;
  readonly isMaximumExcluded: boolean;
}

/** Describes a schema as fields, from nothing but its declaration. `outerDefault` is what the group above fills in for it. */
export function describeField(schema: z.ZodType, path: string, outerDefault?: Json): Field {
  const { inner, isNullable, isOptional, ownDefault, prefault } = unwrap(schema);
  const isFilledByGroup = outerDefault !== undefined && !isJsonObject(outerDefault);
  const base: FieldBase = {
    path,
    name: path.slice(path.lastIndexOf('.') + 1),
    schema,
    inner,
    info: findInfo(schema),
    isNullable,
    isOptional,
    defaultValue: isFilledByGroup ? outerDefault : ownDefault,
  };
  const memberDefaults = { ...prefault, ...(isJsonObject(outerDefault) ? outerDefault : {}) };
  if (inner instanceof z.ZodObject) {
    return { ...base, kind: 'group', members: describeMembers(inner, path, memberDefaults) };
  }
  if (inner instanceof z.ZodDiscriminatedUnion) {
    const discriminator = inner.def.discriminator;
    const options = inner.options.flatMap((option) =>
      option instanceof z.ZodObject ? [describeOption(option, discriminator, path, memberDefaults)] : [],
    );
    return {
      ...base,
      defaultValue: memberDefaults[discriminator] ?? base.defaultValue,
      kind: 'union',
      discriminator,
      options,
    };
  }
  if (inner instanceof z.ZodNumber) return { ...base, kind: 'number', ...describeNumber(inner) };
  if (inner instanceof z.ZodEnum) return { ...base, kind: 'choice', options: inner.options.map(String) };
  if (inner instanceof z.ZodBoolean) return { ...base, kind: 'boolean' };
  if (inner instanceof z.ZodString) return { ...base, kind: 'text' };
  if (inner instanceof z.ZodArray) {
    return { ...base, kind: 'list', item: describeField(inner.element as z.ZodType, path) }; // classic schemas hold classic ones
  }
  return { ...base, kind: 'other' };
}

/** Every field that holds one value, of all options of unions, in order of declaration. */
export function listLeaves(field: Field): Leaf[] {
  if (field.kind === 'group') return field.members.flatMap(listLeaves);
  if (field.kind === 'union') return field.options.flatMap((option) => option.members.flatMap(listLeaves));
  return [field];
}

/** The option that a union's value names; the default one, or the only one, where it names none. */
export function findOption(union: UnionField, value: Json | undefined): UnionOption | undefined {
  const chosen = isJsonObject(value) ? value[union.discriminator] : undefined;
  return union.options.find((option) => option.value === (chosen ?? union.defaultValue));
}

function describeMembers(schema: z.ZodObject, path: string, defaults: Readonly<Record<string, Json>>): Field[] {
  return Object.entries(schema.shape as Record<string, z.ZodType>) // a ZodObject's shape holds schemas
    .map(([name, member]) => describeField(member, path ? `${path}.${name}` : name, defaults[name]));
}

function describeOption(
  option: z.ZodObject,
  discriminator: string,
  path: string,
  defaults: Readonly<Record<string, Json>>,
): UnionOption {
  const literal = (option.shape as Record<string, z.ZodType>)[discriminator]; // a ZodObject's shape holds schemas
  const value = literal instanceof z.ZodLiteral ? String(literal.value) : '';
  return { value, members: describeMembers(option, path, defaults).filter(({ name }) => name !== discriminator) };
}

function describeNumber(schema: z.ZodNumber): { isInteger: boolean; bounds: Bounds } {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = z.toJSONSchema(schema);
  const low = exclusiveMinimum ?? minimum;
  const high = exclusiveMaximum ?? maximum;
  return {
    isInteger: type === 'integer',
    bounds: {
      minimum: isBound(low) ? low : null,
      maximum: isBound(high) ? high : null,
      isMinimumExcluded: exclusiveMinimum !== undefined,
      isMaximumExcluded: exclusiveMaximum !== undefined,
    },
  };
}

/** Limits of the number format itself are no bounds. */
function isBound(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

interface Unwrapped {
  readonly inner: z.ZodType;
  readonly isNullable: boolean;
  readonly isOptional: boolean;
  readonly ownDefault: Json | undefined;
  readonly prefault: Readonly<Record<string, Json>>;
}

function unwrap(schema: z.ZodType): Unwrapped {
  if (schema instanceof z.ZodDefault) {
    const below = unwrap(schema.unwrap() as z.ZodType); // classic schemas hold classic ones
    return { ...below, ownDefault: schema.def.defaultValue as Json }; // settings hold JSON only
  }
  if (schema instanceof z.ZodPrefault) {
    const below = unwrap(schema.unwrap() as z.ZodType); // as above
    const value = schema.def.defaultValue as Json; // as above
    return isJsonObject(value) ? { ...below, prefault: value } : { ...below, ownDefault: value };
  }
  if (schema instanceof z.ZodNullable) {
    return { ...unwrap(schema.unwrap() as z.ZodType), isNullable: true }; // as above
  }
  if (schema instanceof z.ZodOptional) {
    return { ...unwrap(schema.unwrap() as z.ZodType), isOptional: true }; // as above
  }
  return { inner: schema, isNullable: false, isOptional: false, ownDefault: undefined, prefault: {} };
}

/** A setting may be described before or after it was given a default. */
function findInfo(schema: z.ZodType): SettingInfo | undefined {
  const own = findSettingInfo(schema);
  if (own) return own;
  const isWrapped =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional;
  return isWrapped ? findInfo(schema.unwrap() as z.ZodType) : undefined; // as above
}
