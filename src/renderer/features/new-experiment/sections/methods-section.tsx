import { Box, Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import { listTreatments } from '../form/treatments.ts';
import { useControls, useForm } from '../form-context.tsx';
import classes from '../new-experiment.module.css';
import { ArmCard } from './arm-card.tsx';

/** The treatments that are compared, side by side. */
export function MethodCards() {
  const { state } = useForm();
  return (
    <Box className={classes.arms}>
      {state.arms.map((arm) => (
        <ArmCard key={arm.id} arm={arm} />
      ))}
    </Box>
  );
}

/** Adds a treatment with one of the declared methods. */
export function AddMethod() {
  const { dispatch } = useControls();
  return (
    <Menu position="bottom-end" width={340} withinPortal={false}>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} flex="none">
          {text.newExperiment.addMethod}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {treatments.map(({ name, label, help, set }) => (
          <Menu.Item key={name} onClick={() => dispatch({ kind: 'add-arm', set, label })}>
            <Text size="sm" fw={500}>
              {label}
            </Text>
            <Text size="xs">{help}</Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const treatments = listTreatments();
