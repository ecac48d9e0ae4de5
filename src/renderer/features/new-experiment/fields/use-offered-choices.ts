import { useQuery } from '@tanstack/react-query';
import { findUsualTargets } from '../../../../shared/settings/lora-layers.ts';
import type { ListField } from '../form/field-tree.ts';
import type { Json } from '../form/json.ts';
import { getValue } from '../form/read-form.ts';
import { useForm } from '../form-context.tsx';
import { useModelsQuery } from '../queries.ts';
import { formatValue } from '../form/value-list.ts';

/** The setting whose choices and default a model decides: it has the layers of its own family alone. */
const targetsPath = 'trainable.targets';

interface OfferedChoices {
  readonly offered: readonly string[];
  readonly chosen: readonly string[];
}

/**
 * What a list offers and has chosen: of LoRA targets those that the chosen model of the library has, and those that are chosen already,
 * where none are, those of the model's family; else all, and the default.
 */
export function useOfferedChoices(
  field: ListField,
  options: readonly string[],
  value: Json | undefined,
): OfferedChoices {
  const { state } = useForm();
  const isTargets = field.path === targetsPath;
  const models = useQuery({ ...useModelsQuery(), enabled: isTargets });
  const folder = getValue(state, { arm: null, path: 'model.path' });
  const known = isTargets ? (models.data?.find((model) => model.path === folder)?.loraTargets ?? []) : [];
  const usual: readonly string[] = findUsualTargets(known) ?? readList(field.defaultValue);
  const chosen = value === undefined ? usual : readList(value);
  if (known.length === 0) return { offered: options, chosen };
  return { offered: options.filter((option) => known.includes(option) || chosen.includes(option)), chosen };
}

function readList(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map((one) => formatValue(one)) : [];
}
