import { ProtobufWriter } from './protobuf.ts';

/** TensorFlow's DataType numbers (tensorflow/core/framework/types.proto). */
export const dataTypes = { float32: 1, int32: 3, uint8: 4, bool: 10, bfloat16: 14, resource: 20 } as const;
export type GraphType = keyof typeof dataTypes;

export type Attribute =
  | { readonly kind: 'type'; readonly value: GraphType }
  | { readonly kind: 'types'; readonly value: readonly GraphType[] }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly value: readonly number[] }
  | { readonly kind: 'shapes'; readonly value: readonly (readonly number[])[] }
  | { readonly kind: 'function'; readonly value: string }
  | {
      readonly kind: 'tensor';
      readonly dtype: GraphType;
      readonly shape: readonly number[];
      readonly content: Uint8Array;
    };

export interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** `node:output:index` inside a function, `node:index` at the top, `^node` for control. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface GraphFunction {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly type: GraphType }[];
  readonly outputs: readonly { readonly name: string; readonly type: GraphType; readonly from: string }[];
  readonly nodes: readonly GraphNode[];
  /** Nodes that must run although nothing reads them: assignments. */
  readonly effects: readonly string[];
  /** Compile the function as a whole with XLA, or fail. */
  readonly mustCompile: boolean;
}

/** Encodes nodes and functions as a SavedModel with the tag `serve` (tensorflow/core/protobuf/saved_model.proto). */
export function encodeSavedModel(nodes: readonly GraphNode[], functions: readonly GraphFunction[]): Uint8Array {
  return new ProtobufWriter()
    .integer(1, 1)
    .message(2, (metaGraph) => {
      metaGraph.message(1, (info) => info.string(4, 'serve').string(5, '2.21.0'));
      metaGraph.message(2, (graph) => {
        for (const node of nodes) graph.message(1, (writer) => writeNode(writer, node));
        graph.message(2, (library) => {
          for (const fn of functions) library.message(1, (writer) => writeFunction(writer, fn));
        });
        graph.message(4, (versions) => versions.integer(1, producerVersion));
      });
    })
    .finish();
}

/** GraphDef producer version; new enough for every op used here. */
const producerVersion = 1882;

function writeFunction(writer: ProtobufWriter, fn: GraphFunction): void {
  writer.message(1, (signature) => {
    signature.string(1, fn.name);
    for (const input of fn.inputs)
      signature.message(2, (arg) => arg.string(1, input.name).integer(3, dataTypes[input.type]));
    for (const output of fn.outputs)
      signature.message(3, (arg) => arg.string(1, output.name).integer(3, dataTypes[output.type]));
    signature.integer(17, true);
    for (const effect of fn.effects) signature.string(20, effect);
  });
  for (const node of fn.nodes) writer.message(3, (inner) => writeNode(inner, node));
  for (const output of fn.outputs) writer.message(4, (pair) => pair.string(1, output.name).string(2, output.from));
  if (fn.mustCompile) writer.entry(5, '_XlaMustCompile', (value) => value.integer(5, true));
  for (const effect of fn.effects) writer.message(6, (pair) => pair.string(1, effect).string(2, effect));
}

function writeNode(writer: ProtobufWriter, node: GraphNode): void {
  writer.string(1, node.name).string(2, node.op);
  for (const input of node.inputs) writer.string(3, input);
  for (const [key, attribute] of Object.entries(node.attributes)) {
    writer.entry(5, key, (value) => writeAttribute(value, attribute));
  }
}

function writeAttribute(writer: ProtobufWriter, attribute: Attribute): void {
  switch (attribute.kind) {
    case 'type':
      writer.integer(6, dataTypes[attribute.value]);
      return;
    case 'types':
      writer.message(1, (list) => {
        for (const type of attribute.value) list.integer(6, dataTypes[type]);
      });
      return;
    case 'int':
      writer.integer(3, attribute.value);
      return;
    case 'float':
      writer.float(4, attribute.value);
      return;
    case 'bool':
      writer.integer(5, attribute.value);
      return;
    case 'string':
      writer.string(2, attribute.value);
      return;
    case 'shape':
      writer.message(7, (shape) => writeShape(shape, attribute.value));
      return;
    case 'shapes':
      writer.message(1, (list) => {
        for (const shape of attribute.value) list.message(7, (inner) => writeShape(inner, shape));
      });
      return;
    case 'function':
      writer.message(10, (fn) => fn.string(1, attribute.value));
      return;
    case 'tensor':
      writer.message(8, (tensor) =>
        tensor
          .integer(1, dataTypes[attribute.dtype])
          .message(2, (shape) => writeShape(shape, attribute.shape))
          .bytes(4, attribute.content),
      );
      return;
  }
}

function writeShape(writer: ProtobufWriter, shape: readonly number[]): void {
  for (const size of shape) writer.message(2, (dimension) => dimension.integer(1, size));
}
