/** Writes protocol-buffer messages: only what TensorFlow's graph messages need. */
export class ProtobufWriter {
  #buffer = new Uint8Array(256);
  #size = 0;

  /** A varint field; negative numbers are written as 64-bit two's complement, as int64 demands. */
  integer(field: number, value: number | boolean): this {
    this.#varint(field << 3);
    const number = Number(value);
    if (number >= 0) return this.#varint(number);
    return this.#varintBig(BigInt.asUintN(64, BigInt(number)));
  }

  float(field: number, value: number): this {
    this.#varint((field << 3) | 5);
    this.#reserve(4);
    new DataView(this.#buffer.buffer).setFloat32(this.#size, value, true);
    this.#size += 4;
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#varint((field << 3) | 2)
      .#varint(value.byteLength)
      .#reserve(value.byteLength);
    this.#buffer.set(value, this.#size);
    this.#size += value.byteLength;
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, textEncoder.encode(value));
  }

  message(field: number, write: (writer: ProtobufWriter) => void): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  /** One entry of a map field with string keys. */
  entry(field: number, key: string, write: (writer: ProtobufWriter) => void): this {
    return this.message(field, (pair) => pair.string(1, key).message(2, write));
  }

  /** The bytes written so far; a view that later writes may leave behind. */
  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#size);
  }

  #varint(value: number): this {
    this.#reserve(8);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#size++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#size++] = rest;
    return this;
  }

  #varintBig(value: bigint): this {
    this.#reserve(10);
    let rest = value;
    while (rest > 0x7fn) {
      this.#buffer[this.#size++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#buffer[this.#size++] = Number(rest);
    return this;
  }

  #reserve(bytes: number): void {
    if (this.#size + bytes <= this.#buffer.byteLength) return;
    const larger = new Uint8Array(Math.max(2 * this.#buffer.byteLength, this.#size + bytes));
    larger.set(this.#buffer.subarray(0, this.#size));
    this.#buffer = larger;
  }
}

const textEncoder = new TextEncoder();
