import { keepPreviousData } from '@tanstack/react-query';
import type { DatasetSource } from '../../../shared/contract/library.ts';
import type { TemplateName } from '../../../shared/settings/model.ts';
import type { Recipe } from '../../../shared/spec/recipe.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** Every data set that forms offer. */
export function useDatasetsQuery() {
  const lab = useLab();
  return labQuery(
    ['library', 'datasets'],
    (signal) => lab.library.datasets(undefined, { signal }),
    ({ kind }) => kind === 'library',
  );
}

/** A file to look into; `id` stands for it in keys, because a text may be large. */
export interface OpenedSource {
  readonly id: string;
  readonly fileName: string;
  readonly source: DatasetSource;
}

export interface LookOptions {
  readonly opened: OpenedSource;
  readonly recipe: Recipe;
  readonly template: TemplateName;
  /** Of the template "chat"; null for none. */
  readonly systemPrompt: string | null;
  readonly modelPath: string | null;
}

/** What the lab finds in a file; while another recipe is tried, the last answer stays in sight. */
export function useReportQuery({ opened, recipe, template, systemPrompt, modelPath }: LookOptions) {
  const lab = useLab();
  return {
    ...labQuery(['library', 'inspect', opened.id, recipe, template, systemPrompt, modelPath], (signal) =>
      lab.library.inspectDataset({ source: opened.source, recipe, template, systemPrompt, modelPath }, { signal }),
    ),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  };
}
