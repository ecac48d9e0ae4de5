import { Checkbox, Select, Stack, Table, Text } from '@mantine/core';
import { getLayout, layouts } from '../../../shared/layouts/index.ts';
import { ownColumns, type Recipe } from '../../../shared/spec/recipe.ts';
import type { DatasetReport } from '../../../shared/views/inspection.ts';
import { text } from '../../text/index.ts';
import { ColumnFields } from './column-fields.tsx';
import { RowRangeFields } from './row-range-fields.tsx';

interface RecipeFieldsProps {
  /** The recipe as the lab applied it, or as it is asked for while the lab has not answered. */
  readonly recipe: Recipe;
  readonly report: DatasetReport | undefined;
  readonly onChange: (change: Partial<Recipe>) => void;
}

/** How a file becomes a data set: its layout, which rows, which columns. */
export function RecipeFields({ recipe, report, onChange }: RecipeFieldsProps) {
  const layout = layouts.find(({ name }) => name === recipe.layout);
  return (
    <>
      <LayoutSelect recipe={recipe} recognised={report?.recognised ?? []} onChange={onChange} />
      {layout && layout.choices.length > 0 && (
        <Select
          label={text.datasets.choice}
          data={layout.choices.map(({ name, label }) => ({ value: name, label }))}
          value={recipe.choice ?? layout.choices[0]?.name ?? null}
          onChange={(choice) => onChange({ choice })}
          allowDeselect={false}
        />
      )}
      {layout ? (
        <Mapping name={layout.name} />
      ) : (
        <ColumnFields
          columns={recipe.columns}
          present={report?.columns.map(({ name }) => name) ?? []}
          onChange={(change) => onChange({ columns: { ...recipe.columns, ...change } })}
        />
      )}
      <RowRangeFields recipe={recipe} onChange={onChange} />
      {(recipe.leaveOutBad || (report?.problemCount ?? 0) > 0) && (
        <Checkbox
          label={text.datasets.leaveOutBad}
          description={text.datasets.leaveOutBadHelp}
          checked={recipe.leaveOutBad}
          onChange={(event) => onChange({ leaveOutBad: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

interface LayoutSelectProps extends Pick<RecipeFieldsProps, 'recipe' | 'onChange'> {
  readonly recognised: readonly string[];
}

function LayoutSelect({ recipe, recognised, onChange }: LayoutSelectProps) {
  const describe = ({ name, label }: { name: string; label: string }) => ({
    value: name,
    label: recognised.includes(name) ? text.datasets.layoutFits(label) : label,
  });
  const chosen = layouts.find(({ name }) => name === recipe.layout);
  return (
    <Select
      label={text.datasets.layout}
      description={chosen ? chosen.help : text.datasets.layoutHelp}
      data={[{ value: ownColumns, label: text.datasets.ownColumns }, ...layouts.map(describe)]}
      value={chosen ? recipe.layout : ownColumns}
      onChange={(layout) => layout && onChange({ layout, choice: null })}
      allowDeselect={false}
    />
  );
}

/** Which column becomes what. */
function Mapping({ name }: { name: string }) {
  const { mapping, source } = getLayout(name);
  return (
    <Stack gap={4}>
      <Table fz="xs" verticalSpacing={2} withTableBorder>
        <Table.Caption>{text.datasets.publishedAt(source)}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.datasets.mappingFrom}</Table.Th>
            <Table.Th>{text.datasets.mappingTo}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {mapping.map(({ from, to }) => (
            <Table.Tr key={`${from} ${to}`}>
              <Table.Td>
                <Text size="xs">{from}</Text>
              </Table.Td>
              <Table.Td>{to}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}
