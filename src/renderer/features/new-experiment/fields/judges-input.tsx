import { Badge, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import {
  judgeNames,
  laterJudgeSchema,
  nameSpecJudge,
  specJudgeSchema,
} from '../../../../shared/judging/spec-judges.ts';
import { text } from '../../../text/index.ts';
import { PlannedJudgeDialog } from '../../judges/planned-judge-dialog.tsx';
import { describeChoice } from '../form/describe-choice.ts';
import type { Json } from '../form/json.ts';
import { formatValue } from '../form/value-list.ts';
import { fieldId, useControls } from '../form-context.tsx';
import type { InputProps } from './single-input.tsx';

const words = text.judges.planned;

/** Who judges: by name within the evaluation, and others afterwards; the first one gives the harmful score. */
export function JudgesInput({ place, label, value }: InputProps & { readonly value: Json | undefined }) {
  const { dispatch } = useControls();
  const [edited, setEdited] = useState<number | 'new' | null>(null);
  const judges = Array.isArray(value) ? value : [];
  const set = (next: readonly Json[]) => dispatch({ kind: 'set', place, value: [...next] });
  const chosen = judges.filter((judge) => typeof judge === 'string');
  /** What was chosen last comes last, so that the first one stays the first. */
  const choose = (names: readonly string[]) =>
    set([
      ...judges.filter((judge) => typeof judge !== 'string' || names.includes(judge)),
      ...names.filter((name) => !judges.includes(name)),
    ]);
  return (
    <Stack gap={6} py={4}>
      <Checkbox.Group id={fieldId(place)} aria-label={label} value={chosen} onChange={choose}>
        <Group gap="sm">
          {judgeNames.map((name) => (
            <Checkbox
              key={name}
              size="xs"
              value={name}
              label={describeChoice(name).label}
              title={describeChoice(name).help}
            />
          ))}
        </Group>
      </Checkbox.Group>
      <ol aria-label={words.list} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {judges.map((judge, index) => {
          const name = describeJudge(judge);
          // Two judges of one kind are told apart by their place alone.
          return (
            <li key={`${index} ${name}`}>
              <Group gap={6} py={2}>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {name}
                </Text>
                {index === 0 ? (
                  <Badge variant="default" tt="none" size="sm">
                    {words.givesHs}
                  </Badge>
                ) : (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={words.makeFirstOf(name)}
                    onClick={() => set([judge, ...judges.toSpliced(index, 1)])}
                  >
                    {words.makeFirst}
                  </Button>
                )}
                {typeof judge !== 'string' && (
                  <>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={words.changeOf(name)}
                      onClick={() => setEdited(index)}
                    >
                      {words.change}
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={words.removeOf(name)}
                      onClick={() => set(judges.toSpliced(index, 1))}
                    >
                      {words.remove}
                    </Button>
                  </>
                )}
              </Group>
            </li>
          );
        })}
      </ol>
      <Button size="xs" variant="default" style={{ alignSelf: 'flex-start' }} onClick={() => setEdited('new')}>
        {words.add}
      </Button>
      {edited !== null && (
        <PlannedJudgeDialog
          judge={edited === 'new' ? null : (laterJudgeSchema.safeParse(judges[edited]).data ?? null)}
          onClose={() => setEdited(null)}
          onDone={(judge) => {
            set(edited === 'new' ? [...judges, judge] : judges.with(edited, judge));
            setEdited(null);
          }}
        />
      )}
    </Stack>
  );
}

/** "Moderation model on this machine: beaver-dam-7b, afterwards"; what is no judge, as it is written. */
function describeJudge(value: Json): string {
  const { data: judge } = specJudgeSchema.safeParse(value);
  if (judge === undefined) return formatValue(value);
  if (typeof judge === 'string') return describeChoice(judge).label;
  const name = text.judges.whoOptions[nameSpecJudge(judge)];
  if (judge.name === 'moderation')
    return words.afterwards(name, judge.path.split(/[\\/]/).findLast(Boolean) ?? judge.path);
  return words.afterwards(name, judge.name === 'endpoint' ? judge.model : null);
}
