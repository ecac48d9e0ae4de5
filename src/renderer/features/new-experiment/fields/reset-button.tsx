import { UnstyledButton } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import type { Leaf } from '../form/field-tree.ts';
import type { FormState } from '../form/form-state.ts';
import type { Place } from '../form/read-form.ts';
import { useControls } from '../form-context.tsx';
import classes from './fields.module.css';

interface ResetButtonProps {
  readonly field: Leaf;
  readonly place: Place;
  readonly base: { readonly state: FormState; readonly label: string };
}

/** Marks a field that is not what the form was started with, and puts it back. */
export function ResetButton({ field, place, base }: ResetButtonProps) {
  const { dispatch } = useControls();
  const label = text.newExperiment.resetLabel(field.info?.label ?? field.name, base.label);
  return (
    <UnstyledButton
      className={classes.reset}
      aria-label={label}
      title={label}
      onClick={() => dispatch({ kind: 'reset', place, base: base.state })}
    >
      <IconArrowBackUp size={13} aria-hidden /> {text.newExperiment.changed}
    </UnstyledButton>
  );
}
