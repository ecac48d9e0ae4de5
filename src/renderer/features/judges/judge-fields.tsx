import { Alert, Button, Collapse, Group, Radio, Stack } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import { endpointSchema, verdictRuleSchema } from '../../../shared/judging/endpoint.ts';
import { moderationSchema } from '../../../shared/judging/judges.ts';
import { findSettingInfo } from '../../../shared/settings/setting.ts';
import { FileChooser } from '../../components/file-chooser.tsx';
import { text } from '../../text/index.ts';
import type { JudgeDraft } from './draft.ts';
import { SettingField } from './setting-field.tsx';
import { TokenField } from './token-field.tsx';

interface JudgeFieldsProps {
  readonly draft: JudgeDraft;
  readonly onDraft: (draft: JudgeDraft) => void;
  readonly problems: Readonly<Record<string, string>>;
}

/** The settings of the chosen judge; the advanced ones are folded away. */
export function JudgeFields(props: JudgeFieldsProps) {
  switch (props.draft.name) {
    case 'moderation':
      return <ModerationFields {...props} />;
    case 'endpoint':
      return <EndpointFields {...props} />;
    case 'refusal':
    case 'reference':
      return null;
  }
}

function ModerationFields(props: JudgeFieldsProps) {
  const [isChoosing, setChoosing] = useState(false);
  const shape = moderationSchema.shape;
  return (
    <Stack gap="sm">
      <Group align="flex-end" wrap="nowrap" gap="xs">
        <div style={{ flex: 1 }}>
          <Field {...props} path="moderation.model" schema={shape.model} />
        </div>
        <Button variant="default" onClick={() => setChoosing(true)}>
          {text.judges.chooseFolder}
        </Button>
      </Group>
      <Field {...props} path="moderation.threshold" schema={shape.threshold} />
      <More>
        <Field {...props} path="moderation.maxLength" schema={shape.maxLength} />
        <Field {...props} path="moderation.precision" schema={shape.precision} />
        <Field {...props} path="moderation.batchSize" schema={shape.batchSize} />
      </More>
      <FileChooser
        isOpen={isChoosing}
        mode="model"
        onClose={() => setChoosing(false)}
        onChoose={(path) => {
          setChoosing(false);
          props.onDraft(change(props.draft, 'moderation.model', path));
        }}
      />
    </Stack>
  );
}

function EndpointFields(props: JudgeFieldsProps) {
  const { draft, onDraft, problems } = props;
  const shape = endpointSchema.shape;
  const address = draft.values['endpoint.baseUrl'];
  const isAddress = typeof address === 'string' && shape.baseUrl.safeParse(address).success;
  return (
    <Stack gap="sm">
      <Alert color="yellow" py={6}>
        {text.judges.network}
      </Alert>
      <Field {...props} path="endpoint.baseUrl" schema={shape.baseUrl} />
      <Field {...props} path="endpoint.model" schema={shape.model} />
      <TokenField baseUrl={isAddress ? address : null}>
        <Field {...props} path="endpoint.tokenVariable" schema={shape.tokenVariable} />
      </TokenField>
      <Field {...props} path="endpoint.template" schema={shape.template} isLong />
      <Radio.Group
        label={text.judges.rule}
        size="sm"
        value={draft.ruleKind}
        onChange={(value) => onDraft({ ...draft, ruleKind: value === 'pattern' ? 'pattern' : 'json' })}
      >
        <Group gap="md" mt={4}>
          <Radio value="json" label={text.judges.rules.json} />
          <Radio value="pattern" label={text.judges.rules.pattern} />
        </Group>
      </Radio.Group>
      {listRuleFields(draft.ruleKind).map(([name, schema]) => (
        <Field
          key={`${draft.ruleKind}.${name}`}
          {...props}
          path={`endpoint.rule.${draft.ruleKind}.${name}`}
          schema={schema}
          problem={problems[`rule.${name}`]}
        />
      ))}
      <More>
        {(
          [
            'maxTokens',
            'requestsPerMinute',
            'concurrency',
            'timeoutSeconds',
            'attempts',
            'inputPrice',
            'outputPrice',
          ] as const
        ).map((name) => (
          <Field key={name} {...props} path={`endpoint.${name}`} schema={shape[name]} />
        ))}
      </More>
    </Stack>
  );
}

/** The settings of a verdict rule by name, in the order of their declaration. */
function listRuleFields(kind: JudgeDraft['ruleKind']): [string, z.ZodType][] {
  const option = verdictRuleSchema.options.find(({ shape }) => shape.kind.value === kind);
  return Object.entries(option?.shape ?? {}).filter(([, schema]) => findSettingInfo(schema) !== undefined);
}

interface FieldProps extends JudgeFieldsProps {
  readonly path: string;
  readonly schema: z.ZodType;
  readonly problem?: string | undefined;
  readonly isLong?: boolean;
}

function Field({ draft, onDraft, problems, path, schema, problem, isLong = false }: FieldProps) {
  const [isTouched, setTouched] = useState(false);
  const own = problem ?? problems[path.slice(path.indexOf('.') + 1)];
  return (
    <div onBlur={() => setTouched(true)}>
      <SettingField
        schema={schema}
        value={draft.values[path]}
        isLong={isLong}
        problem={isTouched ? own : undefined}
        onChange={(value) => onDraft(change(draft, path, value))}
      />
    </div>
  );
}

function change(draft: JudgeDraft, path: string, value: unknown): JudgeDraft {
  return { ...draft, values: { ...draft.values, [path]: value } };
}

function More({ children }: { children: React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={isOpen}
        onClick={() => setOpen((before) => !before)}
      >
        {text.judges.more}
      </Button>
      <Collapse expanded={isOpen}>
        <Stack gap="sm">{children}</Stack>
      </Collapse>
    </>
  );
}
