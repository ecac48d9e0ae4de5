import { tf, type Tensor } from '../../../src/engine/runtime/tf.ts';

/** An op over random inputs: how to draw them, and what to compute. */
export interface KernelCase {
  /** The tfjs kernel that the case is about. */
  readonly kernel: string;
  readonly inputs: readonly Draw[];
  readonly compute: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  /** Also compare the gradient of Σ output·(a fixed pattern) by every float32 input. */
  readonly isDifferentiable: boolean;
}

export interface Draw {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly low: number;
  readonly high: number;
}

const float = (shape: readonly number[], low = -2, high = 2): Draw => ({ shape, dtype: 'float32', low, high });
const int = (shape: readonly number[], low: number, high: number): Draw => ({ shape, dtype: 'int32', low, high });

type Compute = KernelCase['compute'];

function smooth(kernel: string, inputs: readonly Draw[], compute: Compute): KernelCase {
  return { kernel, inputs, compute, isDifferentiable: true };
}

function flat(kernel: string, inputs: readonly Draw[], compute: Compute): KernelCase {
  return { kernel, inputs, compute, isDifferentiable: false };
}

const matrix = [3, 4];
const wide = float(matrix);
const positive = float(matrix, 0.3, 3);

const unary: KernelCase[] = [
  smooth('Neg', [wide], tf.neg),
  smooth('Exp', [wide], tf.exp),
  smooth('Expm1', [wide], tf.expm1),
  smooth('Log', [positive], tf.log),
  smooth('Log1p', [positive], tf.log1p),
  smooth('Sqrt', [positive], tf.sqrt),
  smooth('Rsqrt', [positive], tf.rsqrt),
  smooth('Square', [wide], tf.square),
  smooth('Abs', [wide], tf.abs),
  smooth('Sign', [wide], tf.sign),
  smooth('Sigmoid', [wide], tf.sigmoid),
  smooth('Tanh', [wide], tf.tanh),
  smooth('Erf', [wide], tf.erf),
  smooth('Reciprocal', [positive], tf.reciprocal),
  smooth('Cos', [wide], tf.cos),
  smooth('Sin', [wide], tf.sin),
  smooth('Tan', [float(matrix, -1, 1)], tf.tan),
  smooth('Acos', [float(matrix, -0.9, 0.9)], tf.acos),
  smooth('Asin', [float(matrix, -0.9, 0.9)], tf.asin),
  smooth('Atan', [wide], tf.atan),
  smooth('Cosh', [wide], tf.cosh),
  smooth('Sinh', [wide], tf.sinh),
  smooth('Acosh', [float(matrix, 1.2, 3)], tf.acosh),
  smooth('Asinh', [wide], tf.asinh),
  smooth('Atanh', [float(matrix, -0.9, 0.9)], tf.atanh),
  smooth('Floor', [wide], tf.floor),
  smooth('Ceil', [wide], tf.ceil),
  smooth('Round', [wide], tf.round),
  flat('Round', [int([9], -4, 5)], (x) => tf.round(tf.mul(tf.cast(x, 'float32'), 0.5))),
  smooth('Relu', [wide], tf.relu),
  smooth('Relu6', [float(matrix, -9, 9)], tf.relu6),
  smooth('Elu', [wide], tf.elu),
  smooth('EluGrad', [wide], (x) => tf.elu(x)),
  smooth('Selu', [wide], tf.selu),
  smooth('LeakyRelu', [wide], (x) => tf.leakyRelu(x, 0.3)),
  smooth('Softplus', [wide], tf.softplus),
  smooth('Step', [wide], (x) => tf.step(x, 0.25)),
  flat('Step', [int([6], -3, 4)], (x) => tf.step(x)),
  smooth('ClipByValue', [wide], (x) => tf.clipByValue(x, -0.5, 1)),
  smooth('OnesLike', [wide], tf.onesLike),
  smooth('ZerosLike', [wide], tf.zerosLike),
  smooth('Identity', [wide], tf.clone),
  flat('IsNan', [wide], (x) => tf.isNaN(tf.log(x))),
  flat('IsInf', [wide], (x) => tf.isInf(tf.div(1, tf.relu(x)))),
  flat('IsFinite', [wide], (x) => tf.isFinite(tf.div(1, tf.relu(x)))),
  flat('LogicalNot', [wide], (x) => tf.logicalNot(tf.greater(x, 0))),
];

const row = float([4]);
const column = float([3, 1]);
const binary: KernelCase[] = [
  smooth('Add', [wide, row], tf.add),
  flat('Add', [int(matrix, -9, 9), int([4], -9, 9)], tf.add),
  smooth('Sub', [column, row], tf.sub),
  smooth('Multiply', [column, row], tf.mul),
  smooth('RealDiv', [wide, float([4], 0.5, 2)], tf.div),
  smooth('FloorDiv', [float(matrix, -9, 9), float([4], 0.5, 2)], (a, b) => tf.cast(tf.floorDiv(a, b), 'float32')),
  flat('FloorDiv', [int(matrix, -9, 9), int([4], 1, 4)], tf.floorDiv),
  smooth('Mod', [float(matrix, -9, 9), float([4], 0.5, 2)], tf.mod),
  flat('Mod', [int(matrix, -9, 9), int([4], 1, 4)], tf.mod),
  smooth('Pow', [positive, row], tf.pow),
  smooth('Pow', [wide], (x) => tf.pow(x, tf.scalar(3))),
  flat('Pow', [int([4], -3, 4), int([4], 0, 4)], tf.pow),
  // The gradients that tfjs has for these three do not broadcast.
  smooth('Maximum', [wide, wide], tf.maximum),
  flat('Maximum', [wide, row], tf.maximum),
  smooth('Minimum', [wide, wide], tf.minimum),
  flat('Minimum', [column, row], tf.minimum),
  smooth('SquaredDifference', [wide, wide], tf.squaredDifference),
  flat('SquaredDifference', [wide, row], tf.squaredDifference),
  smooth('Atan2', [wide, row], tf.atan2),
  smooth('Prelu', [wide, float([4], 0.1, 0.5)], tf.prelu),
  flat('Equal', [int(matrix, 0, 2), int([4], 0, 2)], tf.equal),
  flat('NotEqual', [int(matrix, 0, 2), int([4], 0, 2)], tf.notEqual),
  flat('Less', [wide, row], tf.less),
  flat('LessEqual', [int(matrix, 0, 3), int([3, 1], 0, 3)], tf.lessEqual),
  flat('Greater', [wide, column], tf.greater),
  flat('GreaterEqual', [int(matrix, 0, 3), int([3, 1], 0, 3)], tf.greaterEqual),
  flat('LogicalAnd', [wide, row], (a, b) => tf.logicalAnd(tf.greater(a, 0), tf.less(b, 0))),
  flat('LogicalOr', [wide, column], (a, b) => tf.logicalXor(tf.greater(a, 0), tf.less(b, 0))),
  // tfjs has no gradient for comparisons, so a condition cannot depend on what is differentiated.
  smooth('Select', [wide, wide, int(matrix, 0, 2)], (a, b, choice) => tf.where(tf.cast(choice, 'bool'), a, b)),
  flat('Select', [row, column, wide], (a, b, x) => tf.where(tf.greater(x, 0), a, b)),
  smooth('AddN', [wide, wide, wide], (a, b, c) => tf.addN([a, b, c])),
  flat('Cast', [float(matrix, -3, 3)], (x) => [tf.cast(x, 'int32'), tf.cast(tf.round(x), 'bool')]),
  smooth('Cast', [wide, int(matrix, 0, 2)], (x, mask) => tf.mul(tf.cast(x, 'float32'), tf.cast(mask, 'float32'))),
];

const cube = float([2, 3, 4]);
const reductions: KernelCase[] = [
  smooth('Sum', [cube], (x) => [tf.sum(x), tf.sum(x, -1), tf.sum(x, [0, 2], true)]),
  flat('Sum', [int([2, 3], -5, 5)], (x) => [tf.sum(x, 0), tf.sum(tf.greater(x, 0))]),
  smooth('Mean', [cube], (x) => [tf.mean(x), tf.mean(x, -2, true)]),
  flat('Mean', [int([2, 3], -5, 5)], (x) => tf.mean(x, 1)),
  smooth('Max', [cube], (x) => [tf.max(x), tf.max(x, -1, true), tf.max(x, [0, 1])]),
  smooth('Min', [cube], (x) => [tf.min(x), tf.min(x, 1)]),
  // In tfjs the gradient of Prod takes no negative axis, that of Cumsum only the last one, counted from 0.
  smooth('Prod', [cube], (x) => [tf.prod(x, 1), tf.prod(x, 2, true)]),
  flat('Prod', [int([2, 3], -3, 4)], (x) => tf.prod(x)),
  flat('All', [wide], (x) => [tf.all(tf.greater(x, -1)), tf.all(tf.greater(x, -1), -1, true)]),
  flat('Any', [wide], (x) => [tf.any(tf.greater(x, 1)), tf.any(tf.greater(x, 1), 0)]),
  flat('ArgMax', [cube], (x) => [tf.argMax(x, -1), tf.argMax(x, 0)]),
  flat('ArgMin', [cube], (x) => [tf.argMin(x, 1), tf.argMin(x, -1)]),
  smooth('Cumsum', [cube], (x) => [tf.cumsum(x, 2), tf.cumsum(x, 2, true, true)]),
  flat('Cumsum', [cube], (x) => tf.cumsum(x, 1, true, true)),
  flat('Prod', [cube], (x) => tf.prod(x, -1)),
  flat('Cumprod', [cube], (x) => [tf.cumprod(x, 0), tf.cumprod(x, 2, true, true)]),
  smooth('Softmax', [cube], (x) => tf.softmax(tf.mul(x, 3))),
  smooth('LogSoftmax', [cube], (x) => tf.logSoftmax(x)),
  smooth('Exp', [cube], (x) => tf.logSumExp(x, -1)),
  flat('TopK', [cube], (x) => Object.values(tf.topk(x, 2))),
];

const shapes: KernelCase[] = [
  smooth('Reshape', [cube], (x) => [tf.reshape(x, [4, -1]), tf.squeeze(tf.slice(x, [0, 0, 0], [1, 3, 4]))]),
  smooth('ExpandDims', [wide], (x) => [tf.expandDims(x, -1), tf.expandDims(x, 1)]),
  smooth('Transpose', [cube], (x) => [tf.transpose(x, [2, 0, 1]), tf.transpose(x)]),
  smooth('Slice', [cube], (x) => tf.slice(x, [0, 1, 2], [-1, 2, 1])),
  flat('StridedSlice', [cube], (x) => [
    tf.stridedSlice(x, [0, -1, 1], [2, -4, 4], [1, -1, 2]),
    tf.stridedSlice(x, [0, 1], [0, 2], [1, 1], 0, 1, 0, 0, 2),
    tf.stridedSlice(x, [0, 0, 1], [0, 0, 3], [1, 1, 1], 0, 0, 1, 2),
  ]),
  smooth('Concat', [wide, float([2, 4])], (a, b) => [tf.concat([a, b], 0), tf.concat([a, a], -1)]),
  smooth('Pack', [wide, wide], (a, b) => [tf.stack([a, b], 1), tf.stack([a, b], -1)]),
  smooth('Unpack', [cube], (x) => tf.unstack(x, -1)),
  smooth('SplitV', [cube], (x) => [...tf.split(x, 2, -1), ...tf.split(x, [1, 2], 1)]),
  smooth('Tile', [wide], (x) => tf.tile(x, [2, 3])),
  smooth('PadV2', [wide], (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
      ],
      0.5,
    ),
  ),
  flat('PadV2', [int([3], 0, 9)], (x) => tf.pad(x, [[1, 2]], -1)),
  smooth('BroadcastTo', [float([3, 1])], (x) => tf.broadcastTo(x, [2, 3, 4])),
  smooth('Reverse', [cube], (x) => [tf.reverse(x, -1), tf.reverse(x, [0, 1])]),
];

const indexing: KernelCase[] = [
  smooth('GatherV2', [wide, int([2, 3], 0, 3)], (x, at) => tf.gather(x, at)),
  smooth('GatherV2', [cube, int([5], 0, 4)], (x, at) => tf.gather(x, at, -1)),
  smooth('GatherV2', [cube, int([2, 2], 0, 3)], (x, at) => tf.gather(x, at, 1, 1)),
  flat('GatherNd', [cube, int([5, 2], 0, 2)], (x, at) => tf.gatherND(x, at)),
  flat('ScatterNd', [float([4, 2]), int([4, 1], 0, 3)], (x, at) => tf.scatterND(at, x, [3, 2])),
  flat('TensorScatterUpdate', [wide, float([1, 4]), int([1, 1], 0, 3)], (x, update, at) =>
    tf.tensorScatterUpdate(x, at, update),
  ),
  smooth('UnsortedSegmentSum', [float([5, 2]), int([5], 0, 3)], (x, segment) =>
    tf.unsortedSegmentSum(x, segment as tf.Tensor1D, 3),
  ),
  flat('OneHot', [int([2, 3], 0, 4)], (at) => [tf.oneHot(at, 4), tf.oneHot(at, 4, 2, -1, 'float32')]),
  flat('Fill', [row], (x) => [tf.add(x, tf.fill([3, 4], 0.5)), tf.fill([2], 7, 'int32'), tf.fill([2], 1, 'bool')]),
  flat('Range', [row], (x) => [tf.add(x, tf.range(0, 4)), tf.range(5, -1, -2, 'int32')]),
  flat('LinSpace', [float([5])], (x) => tf.add(x, tf.linspace(-1, 2, 5))),
];

const products: KernelCase[] = [
  smooth('BatchMatMul', [float([2, 3]), float([3, 4])], (a, b) => tf.matMul(a, b)),
  smooth('BatchMatMul', [float([3, 2]), float([4, 3])], (a, b) => tf.matMul(a, b, true, true)),
  smooth('BatchMatMul', [float([5, 2, 3]), float([5, 4, 3])], (a, b) => tf.matMul(a, b, false, true)),
  flat('BatchMatMul', [float([5, 2, 3]), float([1, 3, 4])], (a, b) => tf.matMul(a, b)),
  smooth('_FusedMatMul', [float([2, 3]), float([3, 4]), row], (a, b, bias) =>
    tf.fused.matMul({ a, b, bias, activation: 'relu' }),
  ),
  flat('_FusedMatMul', [float([2, 3]), float([3, 4]), row, float([4], 0.1, 0.5)], (a, b, bias, slopes) => [
    tf.fused.matMul({ a, b, bias, activation: 'elu' }),
    tf.fused.matMul({ a, b, activation: 'leakyrelu', leakyreluAlpha: 0.1 }),
    tf.fused.matMul({ a, b, activation: 'prelu', preluActivationWeights: slopes }),
  ]),
  flat('Einsum', [float([2, 3, 4]), float([2, 4, 5])], (a, b) => [
    tf.einsum('bij,bjk->bik', a, b),
    tf.einsum('b i j, b j k -> k i', a, b),
  ]),
];

/** What models compute from these ops, the ones to come included. */
const compositions: KernelCase[] = [
  smooth('Erf', [wide], (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.div(x, Math.SQRT2))))), // gelu
  smooth('Tanh', [wide], (x) =>
    tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(tf.mul(0.7978845608, tf.add(x, tf.mul(0.044715, tf.pow(x, 3))))))),
  ), // gelu of GPT-2 and Gemma
  smooth('Tanh', [wide], (x) => tf.mul(30, tf.tanh(tf.div(x, 30)))), // soft cap
  smooth('Mean', [cube, row, row], (x, weight, bias) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5))), weight), bias); // layer norm
  }),
  smooth('GatherV2', [float([7, 4]), float([5, 4]), int([2, 3], 0, 7)], (tokens, positions, ids) =>
    tf.add(tf.gather(tokens, ids), tf.gather(positions, tf.range(2, 5, 1, 'int32'))),
  ),
];

export const kernelCases: readonly KernelCase[] = [
  ...unary,
  ...binary,
  ...reductions,
  ...shapes,
  ...indexing,
  ...products,
  ...compositions,
];
