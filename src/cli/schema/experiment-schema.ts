import { z } from 'zod';
import { experimentSpecSchema, runSettingsSchema } from '../../shared/spec/experiment.ts';

/** A node of a JSON Schema as z.toJSONSchema makes it. */
export type SchemaNode = z.core.JSONSchema.JSONSchema;

/**
 * JSON Schema of an experiment file. Unlike the zod schema it knows the settings below `settings`, `arms[].set` and `vary`:
 * any of them may be absent, because arms and `vary` fill in the rest.
 */
export function buildExperimentSchema(): SchemaNode {
  const { $schema, ...settings } = buildSettingsSchema();
  const { $defs: shared = {}, ...spec } = z.toJSONSchema(experimentSpecSchema, { io: 'input' });
  const byPath = collectPaths(settings);
  const properties = spec.properties ?? {};
  const refer = (path: string): SchemaNode => ({ $ref: `#/$defs/${path}` });
  const listPaths = (make: (path: string) => SchemaNode): SchemaNode => ({
    type: 'object',
    properties: Object.fromEntries([...byPath.keys()].map((path) => [path, make(path)])),
    additionalProperties: false,
  });
  return {
    ...spec,
    $schema: $schema ?? 'https://json-schema.org/draft/2020-12/schema',
    title: 'Booster Lab experiment',
    properties: {
      ...properties,
      settings: { ...settings, description: 'Settings of every run; paths are relative to this file.' },
      arms: {
        ...asNode(properties['arms']),
        description: 'Treatments to compare: settings by dotted path that belong together.',
        items: {
          type: 'object',
          properties: { label: { type: 'string', minLength: 1, maxLength: 80 }, set: { $ref: '#/$defs/changes' } },
          required: ['label', 'set'],
          additionalProperties: false,
        },
      },
      vary: {
        ...listPaths((path) => ({ type: 'array', minItems: 1, items: refer(path) })),
        default: {},
        description: 'Values by dotted path; every combination of them is a run of each arm.',
      },
    },
    $defs: { ...shared, ...Object.fromEntries(byPath), changes: listPaths(refer) },
  };
}

/** Every setting of a run by dotted path, with the default that counts at that place; nothing is required. */
export function buildSettingsSchema(): SchemaNode {
  return makePartial(z.toJSONSchema(runSettingsSchema, { io: 'input', reused: 'inline' }));
}

/**
 * Leaves out what is required, in every depth; a value that fits several variants of a union then fits any of them.
 * The default of a group is passed on to its members, where an editor shows it.
 */
function makePartial(node: SchemaNode, inherited: unknown = node.default): SchemaNode {
  const { required: _, oneOf, anyOf, properties, items, ...rest } = node;
  const variants = oneOf ?? anyOf;
  return {
    ...rest,
    ...(variants ? { anyOf: variants.map((variant) => makePartial(asNode(variant), inherited)) } : {}),
    ...(properties
      ? { properties: mapEntries(properties, (child, key) => inherit(asNode(child), inherited, key)) }
      : {}),
    ...(items && !Array.isArray(items) ? { items: makePartial(asNode(items)) } : {}),
  };
}

function inherit(child: SchemaNode, inherited: unknown, key: string): SchemaNode {
  const isGiven = typeof inherited === 'object' && inherited !== null && Object.hasOwn(inherited, key);
  if (!isGiven || child.const !== undefined) return makePartial(child);
  const fallback: unknown = Reflect.get(inherited, key);
  return makePartial(fallback === undefined ? child : { ...child, default: z.json().parse(fallback) });
}

/** Every dotted path below an object with its schema; where variants of a union share a path, any of theirs. */
export function collectPaths(root: SchemaNode): Map<string, SchemaNode> {
  const found = new Map<string, SchemaNode[]>();
  const visit = (node: SchemaNode, prefix: string): void => {
    for (const variant of node.anyOf ?? []) visit(asNode(variant), prefix);
    for (const [key, child] of Object.entries(node.properties ?? {})) {
      const path = prefix ? `${prefix}.${key}` : key;
      found.set(path, [...(found.get(path) ?? []), asNode(child)]);
      visit(asNode(child), path);
    }
  };
  visit(root, '');
  return new Map([...found].map(([path, nodes]) => [path, nodes.length === 1 ? asNode(nodes[0]) : { anyOf: nodes }]));
}

function mapEntries<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** `true` and nothing allow everything, as the empty schema does. */
function asNode(schema: SchemaNode | boolean | undefined): SchemaNode {
  return typeof schema === 'object' ? schema : {};
}
