import { describe, expect, it } from 'vitest';
import type { EncodedExample } from '../../../src/engine/data/index.ts';
import { type BatchSource, createBatchSource } from '../../../src/engine/train/batch-source.ts';

/** Examples of the given lengths whose first id tells them apart. */
function createExamples(lengths: readonly number[], firstId: number): EncodedExample[] {
  return lengths.map((length, index) => ({
    ids: Int32Array.from({ length }, (_, position) => (position === 0 ? firstId + index : 1)),
    promptLength: 2,
  }));
}

function createSource(
  options: { shuffle?: boolean; seed?: number; lengths?: number[]; harmful?: number; drawCount?: number } = {},
): BatchSource {
  const lengths = options.lengths ?? Array.from({ length: 7 }, () => 6);
  return createBatchSource({
    roles: {
      train: { examples: createExamples(lengths, 100), batchSize: 3 },
      ...(options.harmful
        ? {
            harmful: {
              examples: createExamples(
                Array.from({ length: options.harmful }, () => 4),
                200,
              ),
              batchSize: 2,
            },
          }
        : {}),
    },
    seed: options.seed ?? 1,
    shuffle: options.shuffle ?? true,
    padId: 0,
    drawCount: options.drawCount,
  });
}

/** The first ids of the rows of each role's next batch; rows that only fill up are left out. */
function drawRows(source: BatchSource): Record<string, number[]> {
  const { batches } = source.next();
  return Object.fromEntries(
    Object.entries(batches).map(([role, { ids, length, exampleCount }]) => [
      role,
      Array.from({ length: exampleCount }, (_, row) => ids[row * length]),
    ]),
  );
}

describe('createBatchSource', () => {
  it('keeps the order of the data without shuffle, and fills up the last batch of an epoch', () => {
    const source = createSource({ shuffle: false });
    expect(source.batchesPerEpoch).toBe(3);
    expect([drawRows(source), drawRows(source), drawRows(source), drawRows(source)]).toEqual(
      [[100, 101, 102], [103, 104, 105], [106], [100, 101, 102]].map((train) => ({ train })),
    );
    expect(source.epoch()).toBeCloseTo(1 + 3 / 7, 10);
  });

  it('draws every example once an epoch, in another order in each epoch and for each seed', () => {
    const source = createSource();
    const drawEpoch = (from: BatchSource) =>
      [drawRows(from), drawRows(from), drawRows(from)].flatMap(({ train }) => train);
    const [first, second] = [drawEpoch(source), drawEpoch(source)];
    expect(new Set(first)).toEqual(new Set([100, 101, 102, 103, 104, 105, 106]));
    expect(new Set(second)).toEqual(new Set(first));
    expect([first.length, second.length]).toEqual([7, 7]);
    expect(second).not.toEqual(first);
    expect(drawEpoch(createSource({ seed: 2 }))).not.toEqual(first);
    expect(drawEpoch(createSource())).toEqual(first);
  });

  it('gives each role its own order, and goes on from saved positions as if it had never stopped', () => {
    const source = createSource({ harmful: 5 });
    for (let step = 0; step < 4; step++) source.next();
    const positions = structuredClone(source.getPositions());
    expect(positions).toEqual({ train: { epoch: 1, offset: 3 }, harmful: { epoch: 1, offset: 2 } });
    const rest = Array.from({ length: 6 }, () => drawRows(source));
    const resumed = createSource({ harmful: 5 });
    resumed.restore(positions);
    expect(Array.from({ length: 6 }, () => drawRows(resumed))).toEqual(rest);
    // Adding a harmful set does not change the order of the training data.
    const alone = createSource();
    alone.restore({ train: positions.train });
    expect(Array.from({ length: 6 }, () => drawRows(alone).train)).toEqual(rest.map(({ train }) => train));
  });

  it('packs every batch into the smallest bucket that holds it, with few buckets', () => {
    const short = Array.from({ length: 60 }, () => 20);
    const source = createSource({ lengths: [...short, 200], shuffle: false });
    expect(source.buckets.length).toBeGreaterThan(1);
    expect(source.buckets.length).toBeLessThanOrEqual(3);
    const first = source.next();
    expect(source.buckets[first.bucket].length).toBe(24);
    expect(first.batches.train?.length).toBe(24);
    expect(first.tokenCount).toBe(60);
    const longest = Array.from({ length: 20 }, () => source.next()).at(-1);
    expect(longest?.batches.train?.length).toBe(200);
  });

  it('uses a single bucket for short examples, because each bucket is compiled', () => {
    expect(createSource({ lengths: [4, 5, 9, 33, 61, 8, 7] }).buckets).toHaveLength(1);
  });

  it('leaves the padding out where all steps are known, in a shape that holds every one of them', () => {
    const lengths = Array.from({ length: 40 }, (_, index) => (index % 20 === 0 ? 56 : 4 + (index % 9)));
    const known = () => createSource({ lengths, harmful: 5, drawCount: 60 });
    const [source, resumed] = [known(), known()];
    const [{ length, denseTokens }] = source.buckets;
    expect(denseTokens?.train).toBeLessThan(3 * length);
    expect(denseTokens?.harmful).toBeLessThan(2 * length);
    expect(denseTokens?.train).not.toBe(denseTokens?.harmful);
    const tokenCounts = Array.from({ length: 60 }, () => source.next().batches.train).map((batch) => {
      expect(batch?.dense?.positions).toHaveLength(denseTokens?.train ?? 0);
      return batch?.tokenCount ?? 0;
    });
    expect(Math.max(...tokenCounts)).toBeGreaterThan((denseTokens?.train ?? 0) - 8);
    resumed.restore({ train: { epoch: 1, offset: 3 }, harmful: { epoch: 0, offset: 2 } });
    expect(resumed.buckets).toEqual(source.buckets);
  });

  it('keeps the padding where there is next to none, and where the steps are not known', () => {
    expect(createSource({ drawCount: 10 }).buckets[0].denseTokens).toEqual({});
    const batch = createSource({ lengths: [4, 30, 9, 11] }).next().batches.train;
    expect(batch?.dense).toBeNull();
  });

  it('refuses saved positions that do not fit the data', () => {
    expect(() => createSource().restore({ train: { epoch: 0, offset: 7 } })).toThrow(/start the stage afresh/);
  });
});
