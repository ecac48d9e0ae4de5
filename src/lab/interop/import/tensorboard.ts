import { dirname, relative } from 'node:path';
import { readEvents, type ScalarPoint } from '../tensorboard/read-events.ts';
import { badFile, isFile, readBytes, selectFiles } from './files.ts';
import { countWere, type Importer, type NewCurve, readEach } from './importer.ts';

const eventsName = /(?:^|\.)tfevents\./;

/** TensorBoard's events files: every scalar as a curve, one run per folder. */
export const tensorboardEvents: Importer = {
  name: 'tensorboard',
  label: 'TensorBoard events',
  help: 'An events file, or a folder of runs with events files: every scalar as a curve.',
  recognise: (source) => selectFiles(source, (name) => eventsName.test(name)).length > 0,
  read: async (source, watch) => {
    const files = selectFiles(source, (name) => eventsName.test(name));
    if (files.length === 0) throw badFile(source.path, 'it holds no events file');
    const root = isFile(source.path) ? dirname(source.path) : source.path;
    const read = await readEach(files, watch, async (file) => ({
      ...(await readEvents(await readBytes(file), file, watch.breathe)),
      file,
    }));
    const curves = new Map<string, { run: string; name: string; points: ScalarPoint[] }>();
    for (const { file, points } of read) {
      const run = relative(root, dirname(file)) || 'run';
      for (const point of points) {
        const id = `${run} ${point.tag}`;
        const curve = curves.get(id) ?? { run, name: point.tag, points: [] };
        curve.points.push(point);
        curves.set(id, curve);
      }
    }
    if (curves.size === 0) throw badFile(source.path, 'its events files hold no scalars');
    const sorted: NewCurve[] = [];
    for (const [id, curve] of curves) {
      await watch.breathe();
      sorted.push(makeCurve(id, curve));
    }
    const otherCount = read.reduce((sum, { otherCount: count }) => sum + count, 0);
    return {
      results: [],
      curves: sorted,
      remarks: [
        ...read
          .filter(({ isCut }) => isCut)
          .map(({ file }) => `${file} ends in the middle of a record; what comes before it was read.`),
        ...(otherCount > 0
          ? [`${countWere(otherCount, 'entry', 'entries')} left out that are no scalars, such as pictures and texts.`]
          : []),
      ],
    };
  },
};

function makeCurve(
  id: string,
  { run, name, points }: { readonly run: string; readonly name: string; readonly points: readonly ScalarPoint[] },
): NewCurve {
  const sorted = points.toSorted((left, right) => left.step - right.step);
  return {
    id,
    run,
    name,
    steps: sorted.map(({ step }) => step),
    values: sorted.map(({ value }) => (Number.isFinite(value) ? value : null)),
  };
}
