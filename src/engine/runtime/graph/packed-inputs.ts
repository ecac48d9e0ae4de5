import { type InputSpec, sizeOf, type Values } from '../program.ts';
import { tf, type Tensor } from '../tf.ts';

/**
 * All inputs of one type as one flat array: a call then hands over two tensors at most, however many inputs the function has.
 * (Each tensor that crosses costs about ten microseconds; a training step has more than twenty inputs, most of them scalars.)
 */
export interface InputPack {
  readonly dtype: 'float32' | 'int32';
  readonly size: number;
  readonly members: readonly { readonly name: string; readonly offset: number; readonly shape: readonly number[] }[];
}

/** Groups a function's inputs by type, in the order of their declaration. */
export function packInputs(inputs: Readonly<Record<string, InputSpec>>): InputPack[] {
  return (['float32', 'int32'] as const).flatMap((dtype) => {
    let size = 0;
    const members = Object.entries(inputs)
      .filter(([, input]) => input.dtype === dtype)
      .map(([name, { shape }]) => {
        const offset = size;
        size += sizeOf(shape);
        return { name, offset, shape };
      });
    return members.length === 0 ? [] : [{ dtype, size, members }];
  });
}

/** The inputs of a pack, cut out of its flat tensor. */
export function unpackInputs(pack: InputPack, flat: Tensor): Record<string, Tensor> {
  return Object.fromEntries(
    pack.members.map(({ name, offset, shape }) => [
      name,
      tf.reshape(tf.slice(flat, [offset], [sizeOf(shape)]), [...shape]),
    ]),
  );
}

/** The flat array of a pack. */
export function fillPack(pack: InputPack, values: ReadonlyMap<string, Values>): Values {
  const flat = pack.dtype === 'float32' ? new Float32Array(pack.size) : new Int32Array(pack.size);
  for (const { name, offset } of pack.members) {
    const part = values.get(name);
    if (part) flat.set(part, offset);
  }
  return flat;
}
