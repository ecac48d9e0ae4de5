import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { encodeSavedModel, type GraphNode, type GraphType } from './graph/graph-def.ts';
import { fillPack } from './graph/packed-inputs.ts';
import { type RecordedFunction, recordFunction } from './graph/record-function.ts';
import { loadNative, type NativeBinding } from './native.ts';
import { type Executor, expectInputs, expectValues, type Program, type Values, type VariableSpec } from './program.ts';

/**
 * Compiles a program: each function becomes one XLA-compiled native call on first use, over variables that live in
 * one TensorFlow session. One compile per function; `compileCacheFolder` keeps the machine code for later processes.
 */
export function createCompiledExecutor(program: Program, options: { compileCacheFolder?: string } = {}): Executor {
  const variables = new Map(program.variables.map((variable, index) => [variable.name, { ...variable, id: index }]));
  const functions = program.functions.map((spec) => recordFunction(spec, variables));
  const native = loadNative(options.compileCacheFolder);
  const nodes = [
    ...[...variables.values()].flatMap(variableNodes),
    ...functions.flatMap((fn, index) => callNodes(fn, index, variables)),
  ];
  const model = encodeSavedModel(
    nodes,
    functions.flatMap((fn) => fn.functions),
  );
  return new CompiledExecutor(native, loadModel(native, model), variables, functions);
}

interface NumberedVariable extends VariableSpec {
  readonly id: number;
}

/** Handle, write path (placeholder → assign) and read path of one variable. */
function variableNodes({ id, name, shape, storage }: NumberedVariable): GraphNode[] {
  const isHalf = storage === 'bfloat16';
  const fed: GraphType = isHalf ? 'uint8' : storage;
  const dtype = { kind: 'type', value: storage } as const;
  const fedShape = isHalf ? [...shape, 2] : shape;
  const copied = `write${id}_copy`;
  const value = isHalf ? `write${id}_cast` : copied;
  return [
    {
      name: `variable${id}`,
      op: 'VarHandleOp',
      inputs: [],
      attributes: {
        dtype,
        shape: { kind: 'shape', value: shape },
        shared_name: { kind: 'string', value: name },
        container: { kind: 'string', value: '' },
      },
    },
    {
      name: `write${id}`,
      op: 'Placeholder',
      inputs: [],
      attributes: { dtype: { kind: 'type', value: fed }, shape: { kind: 'shape', value: fedShape } },
    },
    // A fed tensor shares the memory of its JavaScript array. Kept in a variable it would be written in place, and freed
    // from a thread that must not touch JavaScript; so a variable gets memory of its own.
    { name: copied, op: 'DeepCopy', inputs: [`write${id}`], attributes: { T: { kind: 'type', value: fed } } },
    ...(isHalf
      ? [
          {
            name: value,
            op: 'Bitcast',
            inputs: [copied],
            attributes: { T: { kind: 'type', value: 'uint8' }, type: dtype },
          } satisfies GraphNode,
        ]
      : []),
    {
      name: `assign${id}`,
      op: 'AssignVariableOp',
      inputs: [`variable${id}`, value],
      attributes: { dtype, validate_shape: { kind: 'bool', value: false } },
    },
    // A run must fetch something: this constant is there only after the assignment.
    {
      name: `written${id}`,
      op: 'Const',
      inputs: [`^assign${id}`],
      attributes: {
        dtype: { kind: 'type', value: 'int32' },
        value: { kind: 'tensor', dtype: 'int32', shape: [], content: new Uint8Array(4) },
      },
    },
    { name: `value${id}`, op: 'ReadVariableOp', inputs: [`variable${id}`], attributes: { dtype } },
    isHalf
      ? {
          name: `read${id}`,
          op: 'Cast',
          inputs: [`value${id}`],
          attributes: {
            SrcT: dtype,
            DstT: { kind: 'type', value: 'float32' },
            Truncate: { kind: 'bool', value: false },
          },
        }
      : { name: `read${id}`, op: 'Identity', inputs: [`value${id}`], attributes: { T: dtype } },
  ];
}

/** Placeholders of one function and the call that runs it. */
function callNodes(fn: RecordedFunction, index: number, variables: ReadonlyMap<string, NumberedVariable>): GraphNode[] {
  const handles = fn.variables.map((name) => `variable${(variables.get(name) as NumberedVariable).id}`); // recorded against the same map
  // The recorder adds tensor inputs before the body runs, so the resource inputs come after all of them.
  return [
    ...fn.packs.map(
      (pack, position): GraphNode => ({
        name: `call${index}_in${position}`,
        op: 'Placeholder',
        inputs: [],
        attributes: { dtype: { kind: 'type', value: pack.dtype }, shape: { kind: 'shape', value: [pack.size] } },
      }),
    ),
    {
      name: `call${index}`,
      op: 'StatefulPartitionedCall',
      inputs: [...fn.packs.map((_, position) => `call${index}_in${position}`), ...handles],
      attributes: {
        Tin: {
          kind: 'types',
          value: [...fn.packs.map(({ dtype }) => dtype), ...handles.map(() => 'resource' as const)],
        },
        Tout: { kind: 'types', value: fn.outputs.map((output) => output.dtype) },
        f: { kind: 'function', value: fn.spec.name },
        config: { kind: 'string', value: '' },
        config_proto: { kind: 'string', value: '' },
        executor_type: { kind: 'string', value: '' },
        _XlaMustCompile: { kind: 'bool', value: true },
      },
    },
  ];
}

function loadModel(native: NativeBinding, model: Uint8Array): number {
  const folder = mkdtempSync(path.join(tmpdir(), 'booster-lab-graph-'));
  try {
    writeFileSync(path.join(folder, 'saved_model.pb'), model);
    return native.loadSavedModel(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Feed {
  readonly name: string;
  readonly dtype: 'float32' | 'int32' | 'uint8';
  readonly shape: readonly number[];
  readonly values: Values | Uint8Array;
}

class CompiledExecutor implements Executor {
  readonly #native: NativeBinding;
  readonly #modelId: number;
  readonly #variables: ReadonlyMap<string, NumberedVariable>;
  readonly #functions: ReadonlyMap<string, { index: number; recorded: RecordedFunction }>;
  readonly #written = new Set<string>();
  #isDisposed = false;

  constructor(
    native: NativeBinding,
    modelId: number,
    variables: ReadonlyMap<string, NumberedVariable>,
    functions: readonly RecordedFunction[],
  ) {
    this.#native = native;
    this.#modelId = modelId;
    this.#variables = variables;
    this.#functions = new Map(functions.map((recorded, index) => [recorded.spec.name, { index, recorded }]));
  }

  call(name: string, inputs: Readonly<Record<string, Values>>): Record<string, Values> {
    const found = this.#functions.get(name);
    if (!found) throw new Error(`The program has no function ${name}.`);
    const { index, recorded } = found;
    const given = new Map(expectInputs(recorded.spec, inputs).map(({ name: input, values }) => [input, values]));
    const feeds = recorded.packs.map((pack, position) => ({
      name: `call${index}_in${position}:0`,
      dtype: pack.dtype,
      shape: [pack.size],
      values: fillPack(pack, given),
    }));
    for (const variable of recorded.reads) this.#expectWritten(variable);
    const results = this.#run(
      feeds,
      recorded.outputs.map((_, position) => `call${index}:${position}`),
    );
    for (const variable of recorded.assigns) this.#written.add(variable);
    return Object.fromEntries(recorded.outputs.map((output, position) => [output.name, results[position]]));
  }

  write(entries: ReadonlyMap<string, Values | Uint16Array>): void {
    if (entries.size === 0) return;
    const feeds = [...entries].map(([name, given]) => {
      const { id, shape, storage } = this.#find(name);
      const values = expectValues(given, storage, shape, `variable ${name}`);
      return values instanceof Uint16Array
        ? {
            name: `write${id}:0`,
            dtype: 'uint8' as const,
            shape: [...shape, 2],
            values: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
          }
        : { name: `write${id}:0`, dtype: storage as 'float32' | 'int32', shape, values }; // bfloat16 is Uint16Array
    });
    this.#run(
      feeds,
      [...entries.keys()].map((name) => `written${this.#find(name).id}:0`),
    );
    for (const name of entries.keys()) this.#written.add(name);
  }

  read(names: readonly string[]): Map<string, Values> {
    if (names.length === 0) return new Map();
    const ids = names.map((name) => this.#find(name).id);
    for (const name of names) this.#expectWritten(name);
    const results = this.#run(
      [],
      ids.map((id) => `read${id}:0`),
    );
    return new Map(names.map((name, index) => [name, results[index]]));
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#native.deleteSavedModel(this.#modelId);
  }

  #find(name: string): NumberedVariable {
    const variable = this.#variables.get(name);
    if (!variable) throw new Error(`The program has no variable ${name}.`);
    return variable;
  }

  /** TensorFlow's own message would name the variable by its number. */
  #expectWritten(name: string): void {
    if (!this.#written.has(name)) throw new Error(`Variable ${name} was read before it was written.`);
  }

  #run(feeds: readonly Feed[], fetches: readonly string[]): Values[] {
    if (this.#isDisposed) throw new Error('The executor was disposed.');
    const native = this.#native;
    const types = { float32: native.TF_FLOAT, int32: native.TF_INT32, uint8: native.TF_UINT8 };
    const ids: number[] = [];
    try {
      for (const feed of feeds) ids.push(native.createTensor([...feed.shape], types[feed.dtype], feed.values));
      const outputs = native.runSavedModel(
        this.#modelId,
        ids,
        feeds.map((feed) => feed.name).join(','),
        fetches.join(','),
      );
      ids.push(...outputs.map((output) => output.id));
      return outputs.map((output) => native.tensorDataSync(output.id) as Values); // a copy; functions give float32 and int32 only
    } catch (error) {
      throw explainRunFailure(error);
    } finally {
      for (const id of ids) native.deleteTensor(id);
    }
  }
}

function explainRunFailure(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (/out of memory|OOM|Resource exhausted|RESOURCE_EXHAUSTED/i.test(message)) {
    return new AppError(
      'engine/out-of-memory',
      `The device ran out of memory: ${message.split('\n')[0]} Use a smaller batch or a shorter maximum length.`,
      { cause: error },
    );
  }
  if (/Serialized cache key does not match|as binary proto|Read less bytes than requested/.test(message)) {
    return new AppError(
      'engine/compile-cache',
      `A file in the cache of compiled code is damaged: ${message.split('\n')[0]} Delete the folder "xla" in Booster Lab's cache folder and start again.`,
      { cause: error },
    );
  }
  return error;
}
