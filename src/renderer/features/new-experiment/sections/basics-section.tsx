import { Textarea, TextInput } from '@mantine/core';
import { text } from '../../../text/index.ts';
import { MemberFields } from '../fields/field-view.tsx';
import classes from '../fields/fields.module.css';
import { fieldId, findProblem, useControls, useForm } from '../form-context.tsx';
import { listSectionFields } from './section-fields.ts';

const words = text.newExperiment;
const name = { arm: null, path: 'name' };
const notes = { arm: null, path: 'notes' };

/** Name, notes, base model and what concerns every stage. */
export function BasicsFields() {
  const { state, problems } = useForm();
  const { dispatch } = useControls();
  return (
    <>
      <TextInput
        id={fieldId(name)}
        label={words.name}
        description={words.nameHelp}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        classNames={{ description: classes.help, error: classes.problem }}
        maw={640}
        error={findProblem(problems, name)}
        value={state.name}
        onChange={(event) => dispatch({ kind: 'name', text: event.currentTarget.value })}
      />
      <Textarea
        id={fieldId(notes)}
        label={words.notes}
        maw={900}
        autosize
        minRows={1}
        maxRows={6}
        error={findProblem(problems, notes)}
        classNames={{ error: classes.problem }}
        value={state.notes}
        onChange={(event) => dispatch({ kind: 'notes', text: event.currentTarget.value })}
      />
      <MemberFields members={listSectionFields('basics')} arm={null} />
    </>
  );
}
