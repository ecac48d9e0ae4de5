import { join } from 'node:path';
import { listAddedModels } from '../library/models.ts';
import { datasetsFolder } from '../library/dataset-folders.ts';
import type { Places } from '../context.ts';

/** Where models and data of a bundle may lie: what was named, the library of the data folder, the product's own sample. */
export function listInputFolders(dataFolder: string, places: Places, named: readonly string[]): string[] {
  return [
    ...named,
    ...listAddedModels(dataFolder),
    datasetsFolder(dataFolder),
    join(dataFolder, 'inputs'),
    join(dataFolder, 'models'),
    join(places.resources, 'sample'),
  ];
}
