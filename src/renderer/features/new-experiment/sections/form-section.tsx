import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../../../text/index.ts';
import classes from '../new-experiment.module.css';
import type { SectionName } from './section-fields.ts';

interface FormSectionProps {
  readonly name: SectionName;
  readonly problemCount: number;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** One part of the form, reachable by its heading and by #name. */
export function FormSection({ name, problemCount, actions, children }: FormSectionProps) {
  const words = text.newExperiment.sections[name];
  const id = sectionId(name);
  return (
    <Card component="section" withBorder padding="md" aria-labelledby={id} className={classes.section}>
      <Group justify="space-between" wrap="nowrap" align="flex-start" mb="sm">
        <div>
          <Group gap="xs">
            <Title order={2} id={id} tabIndex={-1}>
              {words.title}
            </Title>
            {problemCount > 0 && (
              <Badge size="sm" color="red" tt="none">
                {text.newExperiment.problemCount(problemCount)}
              </Badge>
            )}
          </Group>
          <Text size="sm">{words.help}</Text>
        </div>
        {actions}
      </Group>
      <Stack gap="md">{children}</Stack>
    </Card>
  );
}

/** The id of a section's heading. */
export function sectionId(name: SectionName): string {
  return `section-${name}`;
}
