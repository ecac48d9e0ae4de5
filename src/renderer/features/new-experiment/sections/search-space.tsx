import { Box, Button, Menu, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { text } from '../../../text/index.ts';
import classes from '../fields/fields.module.css';
import { nameInAttack } from '../form/describe-choice.ts';
import type { Leaf } from '../form/field-tree.ts';
import { isJsonObject } from '../form/json.ts';
import { findField } from '../form/run-fields.ts';
import { listSearchable, spacePath } from '../form/search-fields.ts';
import { readSpace } from '../form/search.ts';
import { fieldId, findProblem, useControls, useForm } from '../form-context.tsx';
import { SearchRange } from './search-range.tsx';

const words = text.newExperiment.search;
const place = { arm: null, path: spacePath };

/** The settings that are searched over, each with its range, and a way to take another one in. */
export function SearchSpace() {
  const { state, problems } = useForm();
  const { dispatch } = useControls();
  const searched = Object.keys(readSpace(state.search));
  const isHalving = isJsonObject(state.search?.['halving']);
  const offered = searchable.filter(({ path }) => !searched.includes(path) && !(isHalving && path === stepsPath));
  const problem = findProblem(problems, place);
  const offer = ({ path, info }: Leaf) => (
    <Menu.Item key={path} onClick={() => dispatch({ kind: 'search-setting', path, isSearched: true })}>
      <Text size="sm">{nameInAttack(path)}</Text>
      <Text size="xs" lineClamp={2}>
        {info?.help}
      </Text>
    </Menu.Item>
  );
  return (
    <Box component="fieldset" className={classes.group} aria-label={words.space}>
      <Text className={classes.label} mb={6}>
        {words.space}
      </Text>
      {searched.map((path) => (
        <SearchRange key={path} setting={path} />
      ))}
      <Menu position="bottom-start" width={340} withinPortal={false}>
        <Menu.Target>
          <Button
            id={fieldId(place)}
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            aria-describedby={problem ? `${fieldId(place)}-problem` : undefined}
          >
            {words.add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          {offered.filter(({ info }) => !info?.advanced).map(offer)}
          <Menu.Label>{text.newExperiment.advanced}</Menu.Label>
          {offered.filter(({ info }) => info?.advanced).map(offer)}
        </Menu.Dropdown>
      </Menu>
      {problem && (
        <p className={classes.problem} id={`${fieldId(place)}-problem`}>
          {problem}
        </p>
      )}
    </Box>
  );
}

/** A search by halving sets the steps itself. */
const stepsPath = 'attack.training.maxSteps';
const attack = findField('attack');
const searchable = attack ? listSearchable(attack) : [];
