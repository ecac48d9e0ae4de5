import { Box, Group, Stack, Switch, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { nameGroup } from '../form/describe-choice.ts';
import type { GroupField } from '../form/field-tree.ts';
import { getValue } from '../form/read-form.ts';
import { fieldId, findProblem, useControls, useForm } from '../form-context.tsx';
import classes from './fields.module.css';

interface GroupFrameProps {
  readonly field: GroupField;
  readonly arm: string | null;
  readonly children: ReactNode;
}

/** The heading of settings that belong together, with a switch where they may be left out. */
export function GroupFrame({ field, arm, children }: GroupFrameProps) {
  const { state, problems } = useForm();
  const { dispatch } = useControls();
  const place = { arm, path: field.path };
  const value = getValue(state, place);
  const isOptional = field.isNullable;
  const isOff = isOptional && (value ?? field.defaultValue ?? null) === null;
  const problem = findProblem(problems, place);
  const name = nameGroup(field.path);
  return (
    <Box component="fieldset" aria-label={name} className={classes.group} id={fieldId(place)} tabIndex={-1}>
      <Group gap="sm" mb={6}>
        <Title order={3} size="sm">
          {name}
        </Title>
        {isOptional && (
          <Switch
            size="sm"
            checked={!isOff}
            aria-label={name}
            onChange={(event) => dispatch({ kind: 'set', place, value: event.currentTarget.checked ? {} : null })}
          />
        )}
      </Group>
      {problem && <p className={classes.problem}>{problem}</p>}
      {!isOff && <Stack gap="sm">{children}</Stack>}
    </Box>
  );
}
