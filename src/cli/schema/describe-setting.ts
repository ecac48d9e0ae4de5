import { z } from 'zod';

/** What a person needs to know of a setting's schema, as text; empty where there is nothing to say. */
export interface SettingFacts {
  readonly defaultText: string;
  /** "0 to 1", "at least 8", "alpaca | plain". */
  readonly bounds: string;
}

/** Default and bounds, read from the schema that checks them. */
export function describeSetting(schema: z.ZodType): SettingFacts {
  return describeNode(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }));
}

/** The same for a schema that is JSON Schema already. */
export function describeNode(node: z.core.JSONSchema.JSONSchema): SettingFacts {
  return { defaultText: node.default === undefined ? '' : showValue(node.default), bounds: describeBounds(node) };
}

/** A setting's value as it is written on the command line or in a table. */
export function showValue(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(showValue).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function describeBounds(node: z.core.JSONSchema.JSONSchema): string {
  if (node.enum) return node.enum.map(showValue).join(' | ');
  if (node.type === 'string') return 'text';
  if (node.type === 'boolean') return 'true | false';
  if (node.type === 'array' && typeof node.items === 'object' && !Array.isArray(node.items)) {
    const inner = describeBounds(node.items);
    return inner ? `list of ${inner}` : 'list';
  }
  const variants = node.anyOf?.filter((variant) => typeof variant === 'object') ?? [];
  if (variants.length > 0) {
    return variants
      .map((variant) => (variant.type === 'null' ? 'none' : describeBounds(variant)))
      .filter(Boolean)
      .join(' | ');
  }
  return node.type === 'number' || node.type === 'integer' ? describeRange(node) : '';
}

function describeRange(node: z.core.JSONSchema.JSONSchema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = node;
  const noun = node.type === 'integer' ? 'whole number' : 'number';
  // Whole numbers of zod end at the largest safe one, which is no bound that anyone chose.
  const isOpen = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER;
  const low = minimum === undefined ? describeEnd('above', exclusiveMinimum) : `from ${minimum}`;
  const high = isOpen ? describeEnd('below', exclusiveMaximum) : `to ${maximum}`;
  return [noun, low, high].filter(Boolean).join(' ');
}

function describeEnd(word: string, bound: number | boolean | undefined): string {
  return typeof bound === 'number' ? `${word} ${bound}` : '';
}
