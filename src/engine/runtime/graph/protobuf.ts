/** Writes protocol-buffer messages: only what TensorFlow's graph messages need. */
export class ProtobufWriter {
  #chunks: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** A varint field; negative numbers are written as 64-bit two's complement, as int64 demands. */
  integer(field: number, value: number | boolean): this {
    return this.#tag(field, 0).#varint(BigInt.asUintN(64, BigInt(value)));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#tag(field, 5).#raw(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#tag(field, 2).#varint(BigInt(value.byteLength)).#raw(value);
  }

  string(field: number, value: string): this {
    return this.bytes(field, textEncoder.encode(value));
  }

  message(field: number, write: (writer: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    this.#tag(field, 2).#varint(BigInt(inner.#size));
    this.#chunks.push(...inner.#chunks);
    this.#size += inner.#size;
    return this;
  }

  /** One entry of a map field with string keys. */
  entry(field: number, key: string, write: (writer: ProtobufWriter) => void): this {
    return this.message(field, (pair) => pair.string(1, key).message(2, write));
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.#size);
    let offset = 0;
    for (const chunk of this.#chunks) {
      whole.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return whole;
  }

  #tag(field: number, wireType: number): this {
    return this.#varint(BigInt((field << 3) | wireType));
  }

  #varint(value: bigint): this {
    const bytes: number[] = [];
    let rest = value;
    do {
      const low = Number(rest & 0x7fn);
      rest >>= 7n;
      bytes.push(rest > 0n ? low | 0x80 : low);
    } while (rest > 0n);
    return this.#raw(Uint8Array.from(bytes));
  }

  #raw(bytes: Uint8Array): this {
    this.#chunks.push(bytes);
    this.#size += bytes.byteLength;
    return this;
  }
}

const textEncoder = new TextEncoder();
