import { Group } from '@mantine/core';
import { text } from '../../../text/index.ts';
import classes from '../new-experiment.module.css';
import { sectionId } from '../sections/form-section.tsx';
import { sectionNames } from '../sections/section-fields.ts';

/** Links to the parts of the form. */
export function SectionLinks() {
  return (
    <Group component="nav" gap="md" aria-label={text.newExperiment.sectionLinks}>
      {sectionNames.map((name) => (
        <a
          key={name}
          href={`#${sectionId(name)}`}
          className={classes.link}
          onClick={(event) => {
            // The address stays as it is: it says what draft this is.
            event.preventDefault();
            const heading = document.getElementById(sectionId(name));
            heading?.scrollIntoView({ block: 'start' });
            heading?.focus({ preventScroll: true });
          }}
        >
          {text.newExperiment.sections[name].title}
        </a>
      ))}
    </Group>
  );
}
