import { ActionIcon, Text, UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import { nameShort } from '../form/describe-choice.ts';
import type { Place } from '../form/read-form.ts';
import { labelArm } from '../form/form-state.ts';
import { isSameOrAbove } from '../form/json.ts';
import { findField, methodPath } from '../form/run-fields.ts';
import { useControls, useForm } from '../form-context.tsx';
import classes from '../new-experiment.module.css';

const words = text.newExperiment.plan;

/** Everything that takes several values, with a way to each field, and out for those that the form has no field for. */
export function AxisList() {
  const { state } = useForm();
  const { dispatch, reveal } = useControls();
  const shared = Object.entries(state.vary).map(([path, values]) => ({ place: { arm: null, path } as Place, values }));
  const ofArms = state.arms.flatMap((arm) =>
    Object.entries(arm.vary).map(([path, values]) => ({ place: { arm: arm.id, path } as Place, values })),
  );
  const nameArm = (id: string | null) => {
    const arm = state.arms.find((one) => one.id === id);
    return arm ? `${labelArm(arm, state.settings)}: ` : '';
  };
  const axes = [...shared, ...ofArms];
  return (
    <div>
      <Text size="sm" fw={600}>
        {words.axes}
      </Text>
      <ul className={classes.axes}>
        <li>{words.methods(state.arms.length)}</li>
        {axes.map(({ place, values }) => {
          const name = `${nameArm(place.arm)}${nameShort(place.path)}`;
          const label = words.axis(name, values.length);
          return (
            <li key={`${place.arm} ${place.path}`}>
              {hasField(place) ? (
                <UnstyledButton className={classes.link} onClick={() => reveal(place)}>
                  {label}
                </UnstyledButton>
              ) : (
                label
              )}
              <ActionIcon
                size={18}
                variant="subtle"
                color="gray"
                aria-label={words.removeAxis(name)}
                title={words.removeAxis(name)}
                onClick={() => dispatch({ kind: 'vary', place, values: null })}
              >
                <IconX size={12} aria-hidden />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function hasField({ arm, path }: Place): boolean {
  const field = findField(path);
  const isSingle = field !== undefined && field.kind !== 'group' && field.kind !== 'union';
  return isSingle && (arm !== null || !isSameOrAbove(methodPath, path));
}
