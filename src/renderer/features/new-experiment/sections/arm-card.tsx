import { ActionIcon, Card, Code, Group, Select, Stack, TextInput } from '@mantine/core';
import { IconCopy, IconTrash, IconX } from '@tabler/icons-react';
import { memo } from 'react';
import { showUndo } from '../../../components/toasts.tsx';
import { text } from '../../../text/index.ts';
import { expandArm, type FormArm } from '../form/arms.ts';
import { nameGroup, nameTrail } from '../form/describe-choice.ts';
import { type Field, listLeaves } from '../form/field-tree.ts';
import { labelArm } from '../form/form-state.ts';
import { isSameOrAbove } from '../form/json.ts';
import { findField, methodPath, runFields } from '../form/run-fields.ts';
import { FieldView } from '../fields/field-view.tsx';
import fieldClasses from '../fields/fields.module.css';
import { fieldId, findProblem, useControls, useForm } from '../form-context.tsx';

const words = text.newExperiment;

/** One treatment: its name, its method with the method's own fields, and other settings that only it has. */
export function ArmCard({ arm }: { arm: FormArm }) {
  const { state, problems } = useForm();
  const { dispatch } = useControls();
  const place = { arm: arm.id, path: 'label' };
  const label = labelArm(arm, state.settings);
  const method = findField(methodPath);
  const count = expandArm(arm, label).length;
  return (
    <Card withBorder padding="sm" component="article" aria-label={label || words.unnamed}>
      <Stack gap="sm">
        <Group gap={4} wrap="nowrap" align="flex-start">
          <TextInput
            id={fieldId(place)}
            flex={1}
            size="sm"
            aria-label={words.armLabel}
            error={findProblem(problems, place)}
            classNames={{ error: fieldClasses.problem }}
            value={label}
            onChange={(event) => dispatch({ kind: 'label-arm', arm: arm.id, label: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            aria-label={words.copyArm(label)}
            title={words.copyArm(label)}
            onClick={() => dispatch({ kind: 'copy-arm', arm: arm.id })}
          >
            <IconCopy size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={34}
            disabled={state.arms.length === 1}
            aria-label={words.removeArm(label)}
            title={words.removeArm(label)}
            onClick={() => {
              dispatch({ kind: 'remove-arm', arm: arm.id });
              showUndo(words.armRemoved(label), () => dispatch({ kind: 'load', state }));
            }}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
        {method && <FieldView field={method} arm={arm.id} />}
        {count > 1 && <p className={fieldClasses.help}>{words.armCount(count, label)}</p>}
        <OwnSettings arm={arm} />
      </Stack>
    </Card>
  );
}

/** Settings besides the method that this arm sets for itself. */
const OwnSettings = memo(DrawnOwnSettings);

function DrawnOwnSettings({ arm }: { arm: FormArm }) {
  const { dispatch, reveal } = useControls();
  const paths = [...new Set([...Object.keys(arm.set), ...Object.keys(arm.vary)])].filter(
    (path) => !isSameOrAbove(methodPath, path),
  );
  const free = ownable.filter(({ value }) => !paths.some((own) => isSameOrAbove(own, value)));
  const add = (path: string) => {
    dispatch({ kind: 'own', place: { arm: arm.id, path } });
    reveal({ arm: arm.id, path });
  };
  return (
    <>
      {paths.map((path) => {
        const field = findField(path);
        const name = field?.info?.label ?? nameGroup(path);
        return (
          <Group key={path} gap={4} wrap="nowrap" align="flex-start">
            <div style={{ flex: 1, minWidth: 0 }}>
              {field ? (
                <FieldView field={field} arm={arm.id} />
              ) : (
                <Code block>
                  {path}: {JSON.stringify(arm.set[path])}
                </Code>
              )}
            </div>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={words.removeOwn(name)}
              title={words.removeOwn(name)}
              onClick={() => {
                dispatch({ kind: 'vary', place: { arm: arm.id, path }, values: null });
                dispatch({ kind: 'set', place: { arm: arm.id, path }, value: undefined });
              }}
            >
              <IconX size={15} aria-hidden />
            </ActionIcon>
          </Group>
        );
      })}
      <Select
        // Empty again once something was chosen.
        key={paths.length}
        size="xs"
        searchable
        value={null}
        aria-label={words.addOwn}
        placeholder={words.addOwn}
        classNames={{ input: fieldClasses.input }}
        data={free}
        onChange={(path) => path && add(path)}
      />
    </>
  );
}

/** Every setting that an arm can have for itself; once, where several methods have one of the same name. */
const ownable = [...new Set(listChoices(runFields).map(({ path }) => path))]
  .filter((path) => !isSameOrAbove(methodPath, path))
  .map((path) => ({ value: path, label: nameTrail(path) }));

/** Single settings, and which of several groups of settings. */
function listChoices(field: Field): Field[] {
  if (field.kind === 'group') return field.members.flatMap(listChoices);
  return field.kind === 'union' ? [field, ...listLeaves(field)] : [field];
}
