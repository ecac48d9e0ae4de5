import { Badge, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { text } from '../../../text/index.ts';
import { isChanged } from '../form/changes.ts';
import { type Field, listLeaves } from '../form/field-tree.ts';
import { isSameOrAbove } from '../form/json.ts';
import { useForm } from '../form-context.tsx';
import classes from './fields.module.css';

interface FoldProps {
  readonly fields: readonly Field[];
  readonly arm: string | null;
  readonly label?: string;
  readonly children: ReactNode;
}

/** Settings that most people leave alone, folded away until asked for, by hand or by a link to one of them. */
export function Fold({ fields, arm, label = text.newExperiment.advanced, children }: FoldProps) {
  const id = useId();
  const { state, base, problems, revealed } = useForm();
  const [choice, setChoice] = useState<{ isOpen: boolean; revealed: unknown } | null>(null);
  const holds = (place: { arm: string | null; path: string } | null) =>
    place !== null && place.arm === arm && fields.some((field) => isSameOrAbove(field.path, place.path));
  const isOpen = choice && choice.revealed === revealed ? choice.isOpen : holds(revealed) || (choice?.isOpen ?? false);
  const changedCount = base
    ? fields.flatMap(listLeaves).filter((field) => isChanged(base.state, state, { arm, path: field.path }, field))
        .length
    : 0;
  const problemCount = problems.filter(holds).length;
  return (
    <div>
      <UnstyledButton
        className={classes.fold}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setChoice({ isOpen: !isOpen, revealed })}
      >
        <Group gap={6}>
          <IconChevronRight size={14} aria-hidden className={classes.chevron} data-open={isOpen || undefined} />
          <Text size="sm">{label}</Text>
          {changedCount > 0 && (
            <Badge size="sm" variant="light" tt="none" className={classes.changed}>
              {text.newExperiment.changedCount(changedCount)}
            </Badge>
          )}
          {problemCount > 0 && (
            <Badge size="sm" color="red" variant="filled" tt="none">
              {text.newExperiment.problemCount(problemCount)}
            </Badge>
          )}
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen} id={id}>
        {isOpen && <div className={classes.foldBody}>{children}</div>}
      </Collapse>
    </div>
  );
}
