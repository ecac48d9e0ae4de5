import { createHash } from 'node:crypto';
import type { Attribute, GraphFunction, GraphNode, GraphType } from './graph-def.ts';

/** A tensor of the function being recorded: where it comes from, and what is known of it. */
export interface SymbolicValue {
  readonly owner: FunctionRecorder;
  /** `node:output:index`, or a bare input name. */
  readonly from: string;
  readonly shape: readonly number[];
  readonly type: GraphType;
}

/** Collects the nodes of one graph function; functions nest for loop bodies, which capture outer values as inputs. */
export class FunctionRecorder {
  readonly name: string;
  readonly parent: FunctionRecorder | null;
  readonly #nodes: GraphNode[] = [];
  readonly #inputs: { name: string; type: GraphType; shape: readonly number[] }[] = [];
  readonly #constants = new Map<string, string>();
  readonly #captures = new Map<string, { inner: SymbolicValue; outer: SymbolicValue }>();
  readonly #effects: string[] = [];

  constructor(name: string, parent: FunctionRecorder | null) {
    this.name = name;
    this.parent = parent;
  }

  addInput(name: string, type: GraphType, shape: readonly number[]): SymbolicValue {
    this.#inputs.push({ name, type, shape });
    return { owner: this, from: name, shape, type };
  }

  /** Adds a node and returns its name. */
  addNode(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>>): string {
    const name = `n${this.#nodes.length}_${op}`;
    this.#nodes.push({ name, op, inputs, attributes });
    return name;
  }

  /** Marks a node that must run although nothing reads it. */
  addEffect(node: string): void {
    this.#effects.push(node);
  }

  /** Name of the recorded function that this one is a part of. */
  get rootName(): string {
    return this.parent ? this.parent.rootName : this.name;
  }

  /** A constant, shared when the same one was asked for before. */
  constant(type: 'float32' | 'int32' | 'bool', shape: readonly number[], content: Uint8Array): string {
    const key = `${type}|${shape.join(',')}|${digestOf(content)}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const node = this.addNode('Const', [], {
      dtype: { kind: 'type', value: type },
      value: { kind: 'tensor', dtype: type, shape, content },
    });
    const from = `${node}:output:0`;
    this.#constants.set(key, from);
    return from;
  }

  int32(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.constant('int32', shape, new Uint8Array(Int32Array.from(values).buffer));
  }

  /** The value as this function sees it: its own, or one of an enclosing function, captured as a further input. */
  resolve(value: SymbolicValue): SymbolicValue {
    if (value.owner === this) return value;
    if (!this.parent)
      throw new Error(`A tensor of function ${value.owner.name} is used in ${this.name}, which does not enclose it.`);
    const outer = this.parent.resolve(value);
    const known = this.#captures.get(outer.from);
    if (known) return known.inner;
    const inner = this.addInput(`captured_${this.#captures.size}`, value.type, value.shape);
    this.#captures.set(outer.from, { inner, outer });
    return inner;
  }

  /** What this function captured, in the order of its extra inputs, as values of the enclosing function. */
  get captures(): SymbolicValue[] {
    return [...this.#captures.values()].map((capture) => capture.outer);
  }

  get inputs(): readonly { readonly name: string; readonly type: GraphType; readonly shape: readonly number[] }[] {
    return this.#inputs;
  }

  finish(outputs: readonly { name: string; value: SymbolicValue }[]): GraphFunction {
    return {
      name: this.name,
      inputs: this.#inputs,
      outputs: outputs.map(({ name, value }) => ({ name, type: value.type, from: this.resolve(value).from })),
      nodes: this.#nodes,
      effects: this.#effects,
      // Loop bodies are compiled as part of the function that holds them.
      mustCompile: this.parent === null,
    };
  }
}

function digestOf(content: Uint8Array): string {
  // Short constants, nearly all of them, are their own key: hashing them would take longer.
  return content.byteLength <= 64
    ? Buffer.from(content).toString('latin1')
    : createHash('sha256').update(content).digest('base64');
}
