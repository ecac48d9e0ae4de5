type Stream = AsyncIterable<unknown>;

/** The value itself; a stream as one that throws what `map` makes of its errors, and is left as it would be. */
export function mapStreamErrors<Value>(value: Value, map: (error: unknown) => unknown): Value {
  // It gives the same values, so it is to its reader what the value was.
  return isStream(value) ? (mapped(value[Symbol.asyncIterator](), map) as Value) : value;
}

function isStream(value: unknown): value is Stream {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** No generator: leaving it must reach the source at once, also before the first value and while one is waited for. */
function mapped(source: AsyncIterator<unknown>, map: (error: unknown) => unknown): AsyncIterableIterator<unknown> {
  const orThrow = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw map(error);
    }
  };
  return {
    next: () => orThrow(source.next()),
    return: (value?: unknown) =>
      orThrow(source.return?.(value) ?? Promise.resolve<IteratorResult<unknown>>({ done: true, value })),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
