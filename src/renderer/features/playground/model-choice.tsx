import { Group, Select } from '@mantine/core';
import type { ChatModel } from '../../../shared/contract/library.ts';
import { text } from '../../text/index.ts';
import { describeModel } from './describe-model.ts';

interface ModelChoiceProps {
  readonly models: readonly ChatModel[];
  readonly model: ChatModel;
  readonly other: ChatModel | null;
  readonly onModel: (model: ChatModel) => void;
  readonly onOther: (other: ChatModel | null) => void;
}

const kinds = ['base', 'aligned', 'attacked'] as const satisfies readonly ChatModel['kind'][];
/** A list cannot show more at a time; typing narrows it. */
const mostShown = 100;

/** An experiment, one of its models, and another one to ask beside it. */
export function ModelChoice({ models, model, other, onModel, onOther }: ModelChoiceProps) {
  const experiments = [...new Map(models.map(({ experimentId, experimentName }) => [experimentId, experimentName]))];
  const own = models.filter(({ experimentId }) => experimentId === model.experimentId);
  const options = kinds.map((kind) => ({
    group: text.playground.groups[kind],
    items: own.filter((each) => each.kind === kind).map((each) => ({ value: each.id, label: describeModel(each) })),
  }));
  const find = (id: string | null) => models.find((each) => each.id === id) ?? null;
  return (
    <Group align="flex-end" grow preventGrowOverflow={false}>
      <Select
        label={text.playground.experiment}
        data={experiments.map(([value, label]) => ({ value, label }))}
        value={model.experimentId}
        onChange={(id) => {
          const first = pickModel(models.filter(({ experimentId }) => experimentId === id));
          if (first) onModel(first);
        }}
        allowDeselect={false}
        searchable
        limit={mostShown}
      />
      <Select
        label={text.playground.model}
        data={options}
        value={model.id}
        onChange={(id) => {
          const next = find(id);
          if (next) onModel(next);
        }}
        allowDeselect={false}
        searchable
        limit={mostShown}
      />
      <Select
        label={text.playground.compareWith}
        placeholder={text.playground.noOther}
        data={options}
        value={other?.id ?? null}
        onChange={(id) => onOther(find(id))}
        clearable
        clearButtonProps={{ 'aria-label': text.playground.noOther }}
        searchable
        limit={mostShown}
      />
    </Group>
  );
}

/** What one most likely wants to ask first: an aligned model. */
export function pickModel(models: readonly ChatModel[]): ChatModel | undefined {
  return models.find(({ kind }) => kind === 'aligned') ?? models[0];
}
