import { Box, Select, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { describeChoice, nameGroup } from '../form/describe-choice.ts';
import type { UnionField, UnionOption } from '../form/field-tree.ts';
import { fieldId, findProblem, useControls, useForm } from '../form-context.tsx';
import classes from './fields.module.css';

interface UnionFrameProps {
  readonly field: UnionField;
  readonly arm: string | null;
  readonly option: UnionOption | undefined;
  /** The fields of the chosen option. */
  readonly children: ReactNode;
}

/** Which one of several groups of settings, and its fields. */
export function UnionFrame({ field, arm, option, children }: UnionFrameProps) {
  const { problems } = useForm();
  const { dispatch } = useControls();
  const place = { arm, path: field.path };
  return (
    <Box className={classes.group}>
      <Stack gap="sm">
        <Select
          id={fieldId(place)}
          label={nameGroup(field.path)}
          description={option && describeChoice(option.value).help}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          classNames={{ description: classes.help, error: classes.problem }}
          maw={460}
          data={field.options.map(({ value }) => ({ value, label: describeChoice(value).label }))}
          value={option?.value ?? null}
          error={findProblem(problems, place)}
          allowDeselect={false}
          onChange={(value) => value && dispatch({ kind: 'choose', place, union: field, option: value })}
        />
        {children}
      </Stack>
    </Box>
  );
}
