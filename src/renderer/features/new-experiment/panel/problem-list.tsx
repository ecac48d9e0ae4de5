import { Alert, UnstyledButton } from '@mantine/core';
import { text } from '../../../text/index.ts';
import { labelArm } from '../form/form-state.ts';
import { isSameOrAbove } from '../form/json.ts';
import { methodPath } from '../form/run-fields.ts';
import type { PlacedProblem } from '../form/place-problem.ts';
import { nameTrail } from '../form/describe-choice.ts';
import { fieldId, useControls, useForm } from '../form-context.tsx';
import classes from '../new-experiment.module.css';

const words = text.newExperiment.plan;

export const problemListId = 'problems';

/** Every problem, each leading to its field; takes the focus when someone tries to start in spite of them. */
export function ProblemList({ problems }: { problems: readonly PlacedProblem[] }) {
  const { state } = useForm();
  const { dispatch, reveal } = useControls();
  const describe = ({ place }: PlacedProblem) => {
    if (!place) return '';
    const arm = state.arms.find((one) => one.id === place.arm);
    // The headings above a method's own settings are the same for every method.
    const trail = isSameOrAbove(methodPath, place.path)
      ? nameTrail(place.path).split(' › ').slice(-1)
      : [nameTrail(place.path)];
    const name = text.newExperiment.ownFields[place.path];
    const parts = [arm ? labelArm(arm, state.settings) : '', ...(name ? [name] : trail)];
    return parts.filter((part) => part !== '').join(' › ');
  };
  return (
    <div id={problemListId} tabIndex={-1} aria-live="polite">
      {problems.length > 0 && (
        <Alert color="red" title={words.problems(problems.length)} p="xs" mb="sm">
          <ul className={classes.problems}>
            {problems.map((problem) => {
              const { place, message, stray } = problem;
              return (
                <li key={`${place?.arm} ${place?.path} ${message}`}>
                  {place ? (
                    <a
                      href={`#${fieldId(place)}`}
                      className={classes.link}
                      onClick={(event) => {
                        event.preventDefault();
                        reveal(place);
                      }}
                    >
                      {describe(problem)}
                    </a>
                  ) : null}
                  {place ? ': ' : ''}
                  {stray !== undefined && `${words.stray(stray)}: `}
                  {message}
                  {stray !== undefined && (
                    <>
                      {' '}
                      <UnstyledButton
                        className={classes.link}
                        onClick={() => dispatch({ kind: 'set', place: { arm: null, path: stray }, value: undefined })}
                      >
                        {words.takeOut(stray)}
                      </UnstyledButton>
                    </>
                  )}
                </li>
              );
            })}
          </ul>
        </Alert>
      )}
    </div>
  );
}
