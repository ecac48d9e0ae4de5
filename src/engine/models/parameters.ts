import type { DecoderConfig, Orientation, ProjectionRole } from './config.ts';

/** A weight of a model under its name and in its layout in Hugging Face checkpoints. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

/** A linear layer of the model; sizes do not depend on how its weight is stored. */
export interface LinearModule {
  readonly name: string;
  readonly outSize: number;
  readonly inSize: number;
}

/** The output layer of every supported family, where it is not tied. */
export const outputName = 'lm_head.weight';

/** Output and input size of a projection. */
function projectionSizes(config: DecoderConfig, role: ProjectionRole): { outSize: number; inSize: number } {
  const { hiddenSize, feedForwardSize } = config;
  const queries = config.headCount * config.headSize;
  const keys = config.keyValueHeadCount * config.headSize;
  switch (role) {
    case 'queries':
      return { outSize: queries, inSize: hiddenSize };
    case 'keys':
    case 'values':
      return { outSize: keys, inSize: hiddenSize };
    case 'queriesKeysValues':
      return { outSize: queries + 2 * keys, inSize: hiddenSize };
    case 'attentionOutput':
      return { outSize: hiddenSize, inSize: queries };
    case 'gate':
    case 'up':
      return { outSize: feedForwardSize, inSize: hiddenSize };
    case 'down':
      return { outSize: hiddenSize, inSize: feedForwardSize };
  }
}

/** Name of a projection's module. @throws Error where the family has no such projection, which is a bug. */
export function moduleName(config: DecoderConfig, layer: number, role: ProjectionRole): string {
  const projection = config.weights.projections[role];
  if (!projection) throw new Error(`A ${config.family} model has no projection for ${role}.`);
  return `${config.weights.layers}.${layer}.${projection.path}`;
}

/** The projections of one layer, in the order of the family's layout. */
export function listLayerModules(config: DecoderConfig, layer: number): LinearModule[] {
  return listRoles(config).map((role) => ({
    name: moduleName(config, layer, role),
    ...projectionSizes(config, role),
  }));
}

/** Every linear layer of a model; a tied output layer is none. */
export function listModules(config: DecoderConfig): LinearModule[] {
  const { isTied, vocabSize, hiddenSize } = config;
  return [
    ...Array.from({ length: config.layerCount }, (_, layer) => listLayerModules(config, layer)).flat(),
    ...(isTied ? [] : [{ name: outputName.slice(0, -'.weight'.length), outSize: vocabSize, inSize: hiddenSize }]),
  ];
}

function listRoles(config: DecoderConfig): ProjectionRole[] {
  return Object.keys(config.weights.projections) as ProjectionRole[]; // the keys of a record of roles
}

/** Shape of a linear weight as it is stored. */
function weightShape({ outSize, inSize }: Omit<LinearModule, 'name'>, orientation: Orientation): number[] {
  return orientation === 'out-in' ? [outSize, inSize] : [inSize, outSize];
}

/** Every weight of a model, in the order of its layers. */
export function listParameters(config: DecoderConfig): Parameter[] {
  const { weights, positions, vocabSize, hiddenSize, isTied } = config;
  const layers = Array.from({ length: config.layerCount }, (_, layer) => layerParameters(config, layer)).flat();
  const places =
    positions.kind === 'learned'
      ? [{ name: positions.weight, shape: [config.maxPositions + positions.offset, hiddenSize] }]
      : [];
  return [
    { name: weights.embedding, shape: [vocabSize, hiddenSize] },
    ...places,
    ...layers,
    ...normParameters(config, weights.finalNorm, hiddenSize),
    ...(isTied ? [] : [{ name: outputName, shape: [vocabSize, hiddenSize] }]),
  ];
}

function layerParameters(config: DecoderConfig, layer: number): Parameter[] {
  const { layers, norms, orientation, projections } = config.weights;
  const normsOf = (name: string | undefined, size: number): Parameter[] =>
    name === undefined ? [] : normParameters(config, `${layers}.${layer}.${name}`, size);
  return [
    ...normsOf(norms.attention, config.hiddenSize),
    ...normsOf(norms.feedForward, config.hiddenSize),
    ...normsOf(norms.attentionOutput, config.hiddenSize),
    ...normsOf(norms.feedForwardOutput, config.hiddenSize),
    ...normsOf(norms.queries, config.headSize),
    ...normsOf(norms.keys, config.headSize),
    ...listRoles(config).flatMap((role) => {
      const module = moduleName(config, layer, role);
      const sizes = projectionSizes(config, role);
      const bias = projections[role]?.hasBias ? [{ name: `${module}.bias`, shape: [sizes.outSize] }] : [];
      return [{ name: `${module}.weight`, shape: weightShape(sizes, orientation) }, ...bias];
    }),
  ];
}

function normParameters(config: DecoderConfig, module: string, size: number): Parameter[] {
  const weight = { name: `${module}.weight`, shape: [size] };
  return config.norm.kind === 'layer' ? [weight, { name: `${module}.bias`, shape: [size] }] : [weight];
}
