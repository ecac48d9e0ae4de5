import type { ExportCurve } from '../export/collect-runs.ts';
import { maskedCrc32c } from './crc32c.ts';
import { eventMessage } from './event-message.ts';

/** An events file of TensorBoard with every point of the curves as a scalar; tags are the curves' names. */
export function encodeEvents(curves: readonly ExportCurve[], startedAtMs: number): Buffer {
  const points = curves.flatMap(({ name, steps, values, atMs }) =>
    steps.map((step, index) => ({ tag: name, step, value: values[index] ?? 0, atMs: atMs[index] ?? startedAtMs })),
  );
  const records = [
    eventMessage.encode({ wallTime: startedAtMs / 1000, fileVersion: 'brain.Event:2' }).finish(),
    ...points.map(({ tag, step, value, atMs }) =>
      eventMessage.encode({ wallTime: atMs / 1000, step, summary: { value: [{ tag, simpleValue: value }] } }).finish(),
    ),
  ];
  return Buffer.concat(records.map(frame));
}

/** A record of a TFRecord file: length, its checksum, the bytes, their checksum. */
function frame(record: Uint8Array): Buffer {
  const framed = Buffer.alloc(record.length + 16);
  framed.writeBigUInt64LE(BigInt(record.length), 0);
  framed.writeUInt32LE(maskedCrc32c(framed.subarray(0, 8)), 8);
  framed.set(record, 12);
  framed.writeUInt32LE(maskedCrc32c(record), 12 + record.length);
  return framed;
}
