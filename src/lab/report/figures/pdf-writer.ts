/** Collects the objects of a PDF file and writes it with its table of places. */
export class PdfWriter {
  readonly #objects: (Buffer | null)[] = [];

  /** A number for an object that is filled later. */
  reserve(): number {
    return this.#objects.push(null);
  }

  fill(number: number, body: string): void {
    this.#objects[number - 1] = Buffer.from(body, 'latin1');
  }

  add(body: string): number {
    const number = this.reserve();
    this.fill(number, body);
    return number;
  }

  /** Bytes that are deflated already; `entries` go into their dictionary. */
  addStream(entries: string, deflated: Uint8Array): number {
    const number = this.reserve();
    this.#objects[number - 1] = Buffer.concat([
      Buffer.from(`<< /Filter /FlateDecode /Length ${deflated.length} ${entries} >>\nstream\n`, 'latin1'),
      deflated,
      Buffer.from('\nendstream', 'latin1'),
    ]);
    return number;
  }

  finish(catalog: number, information: number): Uint8Array {
    // The second line tells transports that the file is binary.
    const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
    let length = parts[0]?.length ?? 0;
    const add = (part: Buffer): void => {
      parts.push(part);
      length += part.length;
    };
    const places = this.#objects.map((object, index) => {
      const place = length;
      add(Buffer.from(`${index + 1} 0 obj\n`, 'latin1'));
      add(object ?? Buffer.from('null', 'latin1'));
      add(Buffer.from('\nendobj\n', 'latin1'));
      return place;
    });
    const table = length;
    const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
    const count = places.length + 1;
    add(
      Buffer.from(
        `xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${count} /Root ${catalog} 0 R /Info ${information} 0 R >>\nstartxref\n${table}\n%%EOF\n`,
        'latin1',
      ),
    );
    return Buffer.concat(parts);
  }
}
