/** One summand of what a worker takes. */
export interface MemoryPart {
  readonly label: string;
  readonly bytes: number;
}

/** The sizes of a model that decide how much its passes hold. */
export interface ModelSizes {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly feedForward: number;
  readonly vocabulary: number;
}

/** The model of a stage; numbers are of parameters. `sizes` is null where its configuration cannot be read. */
export interface ModelMemory {
  readonly frozen: number;
  readonly trained: number;
  readonly isHalf: boolean;
  readonly sizes: ModelSizes | null;
}

/** What the weights take as they are stored. */
export function weightParts({ frozen, trained, isHalf }: ModelMemory): MemoryPart[] {
  return [
    { label: 'frozen weights', bytes: frozen * (isHalf ? 2 : 4) },
    { label: 'trained weights', bytes: trained * 4 },
  ];
}

export function sumBytes(parts: readonly MemoryPart[]): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}
