import { tf } from '../../tf.ts';
import { dtypeOf, registerGraphKernel, typeAttribute } from './register.ts';

export function registerMatmulKernels(): void {
  registerGraphKernel('BatchMatMul', ({ backend, inputs: { a, b }, attrs }) => {
    const transposeA = Boolean(attrs.transposeA);
    const transposeB = Boolean(attrs.transposeB);
    const [rows, columns] = [a.shape.at(transposeA ? -1 : -2) ?? 1, b.shape.at(transposeB ? -2 : -1) ?? 1];
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const isPlain = a.shape.length === 2 && b.shape.length === 2;
    return isPlain
      ? backend.emit(
          'MatMul',
          [backend.from(a), backend.from(b)],
          {
            T: typeAttribute(a.dtype),
            transpose_a: { kind: 'bool', value: transposeA },
            transpose_b: { kind: 'bool', value: transposeB },
          },
          { output: 'product', shape: [rows, columns], dtype: 'float32' },
        )
      : backend.emit(
          'BatchMatMulV2',
          [backend.from(a), backend.from(b)],
          {
            T: typeAttribute(a.dtype),
            adj_x: { kind: 'bool', value: transposeA },
            adj_y: { kind: 'bool', value: transposeB },
          },
          { output: 'output', shape: [...batch, rows, columns], dtype: 'float32' },
        );
  });
  registerGraphKernel('Einsum', ({ backend, inputs, attrs }) => {
    const operands = Object.values(inputs);
    const equation = String(attrs.equation).replaceAll(' ', '');
    const [terms, output] = equation.split('->');
    const sizes = new Map(
      terms
        .split(',')
        .flatMap((term, index) =>
          term.split('').map((axis, position) => [axis, operands[index].shape[position]] as const),
        ),
    );
    return backend.emit(
      'Einsum',
      operands.map((operand) => backend.from(operand)),
      {
        N: { kind: 'int', value: operands.length },
        T: typeAttribute(operands[0].dtype),
        equation: { kind: 'string', value: equation },
      },
      { output: 'output', shape: output.split('').map((axis) => sizes.get(axis) ?? 1), dtype: dtypeOf(operands[0]) },
    );
  });
}
