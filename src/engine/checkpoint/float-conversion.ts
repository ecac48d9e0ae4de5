const bfloat16QuietBit = 0x40;

/** Widens bfloat16 bits to float32, exactly. `target` must be as long as `source`. */
export function widenBfloat16(source: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < source.length; i++) bits[i] = (source[i] ?? 0) << 16;
}

/** Widens IEEE half-precision bits to float32, exactly. `target` must be as long as `source`. */
export function widenFloat16(source: Uint16Array, target: Float32Array): void {
  const halves = new Float16Array(source.buffer, source.byteOffset, source.length);
  // An element-wise loop is several times faster than TypedArray.set across types.
  for (let i = 0; i < halves.length; i++) target[i] = halves[i] ?? 0;
}

/** Rounds float32 to bfloat16 bits, ties to even; overflow becomes infinity, NaN stays NaN with its sign. */
export function roundToBfloat16(source: Float32Array, target: Uint16Array): void {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i] ?? 0;
    const isNaNValue = (value & 0x7fffffff) > 0x7f800000;
    target[i] = isNaNValue
      ? (value >>> 16) | bfloat16QuietBit
      : // Adding just under half of the dropped part, plus the kept odd bit, carries exactly when it must.
        (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
}

/** Rounds float32 to IEEE half-precision bits, ties to even; overflow becomes infinity, NaN stays NaN. */
export function roundToFloat16(source: Float32Array, target: Uint16Array): void {
  const halves = new Float16Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < source.length; i++) halves[i] = source[i] ?? 0;
}
