import { Alert, UnstyledButton } from '@mantine/core';
import { text } from '../../../text/index.ts';
import { labelArm } from '../form/form-state.ts';
import type { PlacedProblem } from '../form/place-problem.ts';
import { findField } from '../form/run-fields.ts';
import { nameGroup } from '../form/describe-choice.ts';
import { useForm } from '../form-context.tsx';
import classes from '../new-experiment.module.css';

const words = text.newExperiment.plan;

export const problemListId = 'problems';

/** Every problem, each leading to its field; takes the focus when someone tries to start in spite of them. */
export function ProblemList({ problems }: { problems: readonly PlacedProblem[] }) {
  const { state, reveal } = useForm();
  const describe = ({ place }: PlacedProblem) => {
    if (!place) return '';
    const arm = state.arms.find((one) => one.id === place.arm);
    const field = findField(place.path);
    const own = text.newExperiment.ownFields[place.path];
    const name = own ?? field?.info?.label ?? nameGroup(place.path);
    const parent = place.path.includes('.') ? nameGroup(place.path.slice(0, place.path.lastIndexOf('.'))) : '';
    return [arm ? labelArm(arm, state.settings) : parent, name].filter((part) => part !== '').join(' › ');
  };
  return (
    <div id={problemListId} tabIndex={-1} aria-live="polite">
      {problems.length > 0 && (
        <Alert color="red" title={words.problems(problems.length)} p="xs">
          <ul className={classes.problems}>
            {problems.map((problem) => {
              const { place, message } = problem;
              return (
                <li key={`${place?.arm} ${place?.path} ${message}`}>
                  {place ? (
                    <UnstyledButton className={classes.link} onClick={() => reveal(place)}>
                      {describe(problem)}
                    </UnstyledButton>
                  ) : null}
                  {place ? ': ' : ''}
                  {message}
                </li>
              );
            })}
          </ul>
        </Alert>
      )}
    </div>
  );
}
