import { useQuery } from '@tanstack/react-query';
import { getValue } from '../form/read-form.ts';
import { useForm } from '../form-context.tsx';
import { useModelsQuery } from '../queries.ts';

/** The setting whose choices a model narrows down: it has the layers of its own family alone. */
const targetsPath = 'trainable.targets';

/** What a list offers: of LoRA targets those that the chosen model of the library has, and those that are chosen already; else all. */
export function useOfferedChoices(
  path: string,
  options: readonly string[],
  chosen: readonly string[],
): readonly string[] {
  const { state } = useForm();
  const models = useQuery({ ...useModelsQuery(), enabled: path === targetsPath });
  if (path !== targetsPath) return options;
  const folder = getValue(state, { arm: null, path: 'model.path' });
  const known = models.data?.find((model) => model.path === folder)?.loraTargets ?? [];
  if (known.length === 0) return options;
  return options.filter((option) => known.includes(option) || chosen.includes(option));
}
