import { UnstyledButton } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import { resetActions } from '../form/changes.ts';
import type { Leaf } from '../form/field-tree.ts';
import type { Place } from '../form/form-actions.ts';
import { useForm } from '../form-context.tsx';
import classes from './fields.module.css';

/** Marks a field that is not what the form was started with, and puts it back. */
export function ResetButton({ field, place }: { field: Leaf; place: Place }) {
  const { state, dispatch, base } = useForm();
  if (!base) return null;
  const label = text.newExperiment.resetLabel(field.info?.label ?? field.name, base.label);
  return (
    <UnstyledButton
      className={classes.reset}
      aria-label={label}
      title={label}
      onClick={() => {
        for (const action of resetActions(base.state, state, place)) dispatch(action);
      }}
    >
      <IconArrowBackUp size={13} aria-hidden /> {text.newExperiment.changed}
    </UnstyledButton>
  );
}
