import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { ExternalCurve } from '../../../shared/external/external-result.ts';
import { readEvents } from '../tensorboard/read-events.ts';
import { badFile, findFiles } from './files.ts';
import type { Importer } from './importer.ts';

const eventsName = /(?:^|\.)tfevents\./;

/** TensorBoard's events files: every scalar as a curve, one run per folder. */
export const tensorboardEvents: Importer = {
  name: 'tensorboard',
  label: 'TensorBoard events',
  help: 'An events file, or a folder of runs with events files: every scalar as a curve.',
  recognise: (path) => findFiles(path, (name) => eventsName.test(name)).length > 0,
  read: async (path) => {
    const files = findFiles(path, (name) => eventsName.test(name));
    if (files.length === 0) throw badFile(path, 'it holds no events file');
    const remarks: string[] = [];
    const points = files.flatMap((file) => {
      const { points: scalars, isCut } = readEvents(readFileSync(file), file);
      if (isCut) remarks.push(`${file} ends in the middle of a record; what comes before it was read.`);
      return scalars.map((point) => ({ ...point, run: relative(path, dirname(file)) || 'run' }));
    });
    if (points.length === 0) throw badFile(path, 'its events files hold no scalars');
    const groups = Map.groupBy(points, ({ run, tag }) => `${run}\n${tag}`);
    const curves = [...groups.values()].flatMap((members): Omit<ExternalCurve, 'source'>[] => {
      const [first] = members;
      if (!first) return [];
      const sorted = members.toSorted((left, right) => left.step - right.step);
      return [
        {
          id: `${first.run} ${first.tag}`,
          run: first.run,
          name: first.tag,
          steps: sorted.map(({ step }) => step),
          values: sorted.map(({ value }) => (Number.isFinite(value) ? value : null)),
        },
      ];
    });
    return { results: [], curves, remarks };
  },
};
