import { Text, UnstyledButton } from '@mantine/core';
import type { SearchPlan } from '../../../../shared/contract/experiments.ts';
import { formatCount } from '../../../components/format.ts';
import { text } from '../../../text/index.ts';
import { describeSearch } from '../form/describe-search.ts';
import { searchPath } from '../form/search-fields.ts';
import { useControls, useForm } from '../form-context.tsx';
import classes from '../new-experiment.module.css';

const words = text.newExperiment.search;

/** What the attacker will try in words, and how many runs the whole search can come to; nothing where there is no search. */
export function SearchPlanView({ plan }: { plan: SearchPlan | null }) {
  const { state } = useForm();
  const { reveal } = useControls();
  if (!state.search) return null;
  return (
    <section aria-label={words.planTitle}>
      <UnstyledButton className={classes.link} fw={600} onClick={() => reveal({ arm: null, path: searchPath })}>
        {words.planTitle}
      </UnstyledButton>
      {describeSearch(state).map((sentence) => (
        <Text key={sentence} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {sentence}
        </Text>
      ))}
      {plan && plan.rungs.length > 1 && (
        <ul className={classes.kinds}>
          {plan.rungs.map(({ number, steps, trialsPerArm, runCount }) => (
            <li key={number}>
              {words.rungLine(number, steps === null ? null : formatCount(steps), trialsPerArm, formatCount(runCount))}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
