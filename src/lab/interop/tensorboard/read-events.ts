import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { maskedCrc32c } from './crc32c.ts';
import { eventMessage } from './event-message.ts';

/** A curve may hold what is not a number. */
const anyNumber = z.custom<number>((value) => typeof value === 'number');

const eventSchema = z.object({
  wallTime: z.number().optional(),
  step: z.number().optional(),
  summary: z
    .object({
      value: z
        .array(
          z.object({
            tag: z.string().optional(),
            simpleValue: anyNumber.optional(),
            tensor: z
              .object({
                dtype: z.number().optional(),
                tensorContent: z.instanceof(Uint8Array).optional(),
                floatVal: z.array(anyNumber).optional(),
                doubleVal: z.array(anyNumber).optional(),
              })
              .optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
type Event = z.infer<typeof eventSchema>;
type Value = NonNullable<NonNullable<Event['summary']>['value']>[number];

export interface ScalarPoint {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

export interface ReadEvents {
  readonly points: readonly ScalarPoint[];
  /** Pictures, texts, histograms and the like. */
  readonly otherCount: number;
  /** The last record is not whole: the program that wrote it was ended, or still writes. */
  readonly isCut: boolean;
}

/** Records between two breaths. */
const breathEvery = 1000;

/** The scalars of an events file. @throws AppError interop/bad-events for bytes that are none. */
export async function readEvents(bytes: Uint8Array, name: string, breathe: () => Promise<void>): Promise<ReadEvents> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const points: ScalarPoint[] = [];
  let offset = 0;
  let otherCount = 0;
  for (let count = 0; offset < bytes.length; count += 1) {
    if (count % breathEvery === 0) await breathe();
    if (offset + 12 > bytes.length) return { points, otherCount, isCut: true };
    const length = Number(view.getBigUint64(offset, true));
    if (view.getUint32(offset + 8, true) !== maskedCrc32c(bytes.subarray(offset, offset + 8)))
      throw broken(name, offset, 'the length of a record does not match its checksum');
    const end = offset + 12 + length + 4;
    if (end > bytes.length) return { points, otherCount, isCut: true };
    const record = bytes.subarray(offset + 12, offset + 12 + length);
    if (view.getUint32(end - 4, true) !== maskedCrc32c(record))
      throw broken(name, offset, 'a record does not match its checksum');
    for (const { tag, step, value } of readRecord(record, name, offset)) {
      if (value === undefined) otherCount += 1;
      else points.push({ tag, step, value });
    }
    offset = end;
  }
  return { points, otherCount, isCut: false };
}

/** What a record says under its tags; undefined for what is no scalar. */
function readRecord(
  record: Uint8Array,
  name: string,
  offset: number,
): { readonly tag: string; readonly step: number; readonly value: number | undefined }[] {
  let event: Event;
  try {
    const message = eventMessage.decode(record);
    event = eventSchema.parse(eventMessage.toObject(message, { longs: Number }));
  } catch {
    throw broken(name, offset, 'a record is no event');
  }
  return (event.summary?.value ?? []).flatMap((value) =>
    value.tag === undefined ? [] : [{ tag: value.tag, step: event.step ?? 0, value: readScalar(value) }],
  );
}

const floatType = 1;
const doubleType = 2;

/** A scalar in either form, that of TensorFlow 1 and PyTorch or that of TensorFlow 2; undefined for pictures and the like. */
function readScalar({ simpleValue, tensor }: Value): number | undefined {
  if (simpleValue !== undefined || !tensor) return simpleValue;
  const { dtype, tensorContent, floatVal = [], doubleVal = [] } = tensor;
  const inline = [...floatVal, ...doubleVal];
  if (inline.length > 0) return inline.length === 1 ? inline[0] : undefined;
  if (!tensorContent) return undefined;
  const view = new DataView(tensorContent.buffer, tensorContent.byteOffset, tensorContent.byteLength);
  if (dtype === floatType && tensorContent.length === 4) return view.getFloat32(0, true);
  return dtype === doubleType && tensorContent.length === 8 ? view.getFloat64(0, true) : undefined;
}

function broken(name: string, offset: number, what: string): AppError {
  return new AppError(
    'interop/bad-events',
    `${name} is no whole TensorBoard events file: ${what} (byte ${offset}); copy it again.`,
  );
}
