import { Alert, Box, Button, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { text } from '../../../text/index.ts';
import { MemberFields } from '../fields/field-view.tsx';
import classes from '../fields/fields.module.css';
import type { Field } from '../form/field-tree.ts';
import { isJsonObject } from '../form/json.ts';
import { getValue, type Place } from '../form/read-form.ts';
import { halvingPath, searchFields, searchPath } from '../form/search-fields.ts';
import { suggestHalving } from '../form/search.ts';
import { fieldId, findProblem, useControls, useForm } from '../form-context.tsx';
import { SearchSpace } from './search-space.tsx';

const words = text.newExperiment.search;
const place: Place = { arm: null, path: searchPath };
const halvingPlace: Place = { arm: null, path: halvingPath };

/** An attacker who tries many settings of the attack: whether there is one, what is tried, how often and what counts. */
export function SearchFields() {
  const { state, problems } = useForm();
  const { dispatch } = useControls();
  const problem = findProblem(problems, place);
  return (
    <>
      <Switch
        id={fieldId(place)}
        size="sm"
        checked={state.search !== null}
        label={words.isOn}
        onChange={(event) => dispatch({ kind: 'search', isOn: event.currentTarget.checked })}
      />
      {problem && <p className={classes.problem}>{problem}</p>}
      {state.search && (
        <>
          {'rung' in state.search && <LaterRung />}
          <SearchSpace />
          <MemberFields members={plainFields} arm={null} />
          <Strategy />
        </>
      )}
    </>
  );
}

const plainFields: readonly Field[] = searchFields.members.filter(({ path }) => path !== halvingPath);
const halvingFields = searchFields.members.flatMap((field) =>
  field.path === halvingPath && field.kind === 'group' ? field.members : [],
);

/** Whether every trial gets all steps, or only those that do most harm. */
function Strategy() {
  const { state, problems } = useForm();
  const { dispatch } = useControls();
  const isHalving = isJsonObject(getValue(state, halvingPlace));
  const problem = findProblem(problems, halvingPlace);
  const id = fieldId(halvingPlace);
  return (
    <Box component="fieldset" className={classes.group} aria-label={words.strategy}>
      <Stack gap="sm">
        <div>
          <Text className={classes.label} mb={4}>
            {words.strategy}
          </Text>
          <SegmentedControl
            id={id}
            size="xs"
            aria-label={words.strategy}
            data={[
              { value: 'random', label: words.random },
              { value: 'halving', label: words.halving },
            ]}
            value={isHalving ? 'halving' : 'random'}
            onChange={(chosen) =>
              dispatch({
                kind: 'set',
                place: halvingPlace,
                value: chosen === 'halving' ? suggestHalving(state) : null,
              })
            }
          />
          <Text className={classes.help}>{isHalving ? words.halvingHelp : words.randomHelp}</Text>
          {problem && <p className={classes.problem}>{problem}</p>}
        </div>
        {isHalving && <MemberFields members={halvingFields} arm={null} />}
      </Stack>
    </Box>
  );
}

/** A later rung of a search by halving runs what the rungs before it left over. */
function LaterRung() {
  const { dispatch } = useControls();
  return (
    <Alert color="blue" title={words.rungTitle} p="xs">
      <Text size="sm" mb="xs">
        {words.rung}
      </Text>
      <Button
        size="xs"
        variant="default"
        onClick={() => dispatch({ kind: 'set', place: { arm: null, path: `${searchPath}.rung` }, value: undefined })}
      >
        {words.afresh}
      </Button>
    </Alert>
  );
}
