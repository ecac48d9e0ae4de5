import { useQuery } from '@tanstack/react-query';
import type { DatasetEntry } from '../../../../shared/contract/library.ts';
import { useDatasetsQuery, useModelsQuery } from '../queries.ts';

/** A file or folder that the library offers for a field. */
export interface FileOption {
  readonly path: string;
  readonly name: string;
  readonly isSuggested: boolean;
  readonly isMissing: boolean;
  readonly rowCount: number | null;
  readonly parameterCount: number | null;
  /** Which columns a data set has the parts of an example in; null for a model. */
  readonly columns: DatasetEntry['columns'] | null;
}

/** What the library suggests for a data set's setting. */
const roles: Readonly<Partial<Record<string, string>>> = {
  'alignment.data.path': 'alignment',
  'alignment.harmful.path': 'harmful',
  'attack.harmful.path': 'harmful',
  'attack.guide.path': 'alignment',
  'attack.task.path': 'task',
  'post.harmful.path': 'harmful',
  'evaluation.safety.data.path': 'test',
  'evaluation.utility.data.path': 'test',
  'evaluation.benign.data.path': 'test',
};

/** Data sets or models of the library, those suggested for the setting marked; empty until they are read. */
export function useFileOptions(mode: 'model' | 'data', settingPath: string): FileOption[] {
  const datasets = useQuery({ ...useDatasetsQuery(), enabled: mode === 'data' });
  const models = useQuery({ ...useModelsQuery(), enabled: mode === 'model' });
  if (mode === 'model') {
    return (models.data ?? []).map(({ path, name, isMissing, parameterCount }) => ({
      path,
      name,
      isSuggested: true,
      isMissing,
      rowCount: null,
      parameterCount,
      columns: null,
    }));
  }
  return (datasets.data ?? []).map(({ path, name, role, isMissing, rowCount, columns }) => ({
    path,
    name,
    isSuggested: role !== null && role === roles[settingPath],
    isMissing,
    rowCount,
    parameterCount: null,
    columns,
  }));
}
