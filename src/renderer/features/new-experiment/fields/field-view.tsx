import { Box } from '@mantine/core';
import { datasetSchema } from '../../../../shared/settings/dataset.ts';
import { modelSchema } from '../../../../shared/settings/model.ts';
import { text } from '../../../text/index.ts';
import { type Field, findOption, type GroupField, type UnionField } from '../form/field-tree.ts';
import { getValue } from '../form/read-form.ts';
import { useForm } from '../form-context.tsx';
import classes from './fields.module.css';
import { Fold } from './fold.tsx';
import { GroupFrame } from './group-frame.tsx';
import { LeafView } from './leaf-view.tsx';
import { PathView } from './path-view.tsx';
import { UnionFrame } from './union-frame.tsx';

interface FieldViewProps {
  readonly field: Field;
  /** Null: for all arms. */
  readonly arm: string | null;
}

/** The field or fields of a setting, drawn from its declaration. */
export function FieldView({ field, arm }: FieldViewProps) {
  const { state } = useForm();
  if (field.kind === 'group') {
    return (
      <GroupFrame field={field} arm={arm}>
        {isFile(field) ? <FileFields field={field} arm={arm} /> : <MemberFields members={field.members} arm={arm} />}
      </GroupFrame>
    );
  }
  if (field.kind === 'union') {
    if (!hasChoice(field)) return null;
    const option = findOption(field, getValue(state, { arm, path: field.path }));
    return (
      <UnionFrame field={field} arm={arm} option={option}>
        {option && <MemberFields members={option.members} arm={arm} />}
      </UnionFrame>
    );
  }
  return <LeafView field={field} arm={arm} />;
}

interface MemberFieldsProps {
  readonly members: readonly Field[];
  readonly arm: string | null;
}

/** Members of a group in order of declaration: single fields in columns, groups over the whole width, advanced ones folded away. */
export function MemberFields({ members, arm }: MemberFieldsProps) {
  const plain = members.filter((member) => !member.info?.advanced);
  const advanced = members.filter((member) => member.info?.advanced);
  return (
    <>
      {splitRows(plain).map((row) => (
        <Leaves key={row[0]?.path} members={row} arm={arm} />
      ))}
      {advanced.length > 0 && (
        <Fold fields={advanced} arm={arm}>
          <Leaves members={advanced} arm={arm} />
        </Fold>
      )}
    </>
  );
}

/** Single fields that follow each other stay together; a group stands alone. */
function splitRows(members: readonly Field[]): Field[][] {
  const rows: Field[][] = [];
  for (const member of members) {
    const last = rows.at(-1);
    const isNext = last?.[0] !== undefined && !isWide(last[0]) && !isWide(member);
    if (isNext) last.push(member);
    else rows.push([member]);
  }
  return rows;
}

function Leaves({ members, arm }: MemberFieldsProps) {
  return (
    <Box className={members.some(isWide) ? undefined : classes.grid}>
      {members.map((member) => (
        <FieldView key={member.path} field={member} arm={arm} />
      ))}
    </Box>
  );
}

/** A data set or model: which one, and folded away how it is read. */
function FileFields({ field, arm }: { field: GroupField; arm: string | null }) {
  const path = field.members.find((member) => member.name === 'path');
  const others = field.members.filter((member) => member !== path);
  const columns = others.filter(isWide).flatMap((member) => (member.kind === 'group' ? member.members : []));
  const leaves = [...columns, ...others.filter((member) => !isWide(member))];
  return (
    <>
      {path?.kind === 'text' && (
        <PathView field={path} arm={arm} mode={field.inner === modelSchema ? 'model' : 'data'} />
      )}
      <Fold fields={leaves} arm={arm} label={columns.length > 0 ? text.newExperiment.columnsAndRows : undefined}>
        <Leaves members={leaves} arm={arm} />
      </Fold>
    </>
  );
}

/** These two are known by their declaration, wherever they stand. */
function isFile({ inner }: GroupField): boolean {
  return inner === datasetSchema || inner === modelSchema;
}

/** One option without settings of its own is nothing to choose. */
function hasChoice({ options }: UnionField): boolean {
  return options.length > 1 || options.some((option) => option.members.length > 0);
}

function isWide({ kind }: Field): boolean {
  return kind === 'group' || kind === 'union';
}
