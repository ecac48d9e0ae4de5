import { UnstyledButton } from '@mantine/core';
import { IconVersions } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import classes from './fields.module.css';

interface VaryToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
}

/** Switches a field between one value and several. */
export function VaryToggle({ label, isOn, onToggle }: VaryToggleProps) {
  return (
    <UnstyledButton
      className={classes.vary}
      aria-pressed={isOn}
      aria-label={text.newExperiment.varyLabel(label)}
      title={text.newExperiment.varyHelp}
      onClick={onToggle}
    >
      <IconVersions size={13} aria-hidden /> {text.newExperiment.vary}
    </UnstyledButton>
  );
}
