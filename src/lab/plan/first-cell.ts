import { BlockedPath, isPlainObject, setAtPath } from './dotted-path.ts';

/**
 * The settings of the first run of a spec that is still being written, unchecked: the first arm's, with the first value of
 * each axis. Whatever cannot be applied is passed over: to name it is the plan's part.
 */
export function pickFirstCell(spec: Readonly<Record<string, unknown>>): unknown {
  const { settings, arms, vary } = spec;
  const arm: unknown = Array.isArray(arms) ? arms[0] : undefined;
  const set = isPlainObject(arm) && isPlainObject(arm['set']) ? Object.entries(arm['set']) : [];
  const axes = isPlainObject(vary) ? Object.entries(vary) : [];
  const point = axes.flatMap(([path, values]): [string, unknown][] =>
    Array.isArray(values) && values.length > 0 ? [[path, values[0]]] : [],
  );
  return [...set, ...point].reduce<unknown>((result, [path, value]) => {
    try {
      return setAtPath(result, path, value);
    } catch (error) {
      if (error instanceof BlockedPath) return result;
      throw error;
    }
  }, settings);
}
