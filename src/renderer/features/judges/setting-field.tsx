import { NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { z } from 'zod';
import { findSettingInfo } from '../../../shared/settings/setting.ts';
import { text } from '../../text/index.ts';
import { readDefault } from './draft.ts';

export interface SettingFieldProps {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** Shown once the field was left. */
  readonly problem?: string | undefined;
  readonly isLong?: boolean;
}

/** A field for a setting of a judge, with label, help, bounds and default of its declaration. */
export function SettingField({ schema, value, onChange, problem, isLong = false }: SettingFieldProps) {
  const info = findSettingInfo(schema);
  const inner = unwrap(schema);
  const fallback = readDefault(schema);
  const isNumber = inner instanceof z.ZodNumber;
  const isList = inner instanceof z.ZodArray;
  const common = {
    label: info ? `${info.label}${info.unit ? ` (${info.unit})` : ''}` : '',
    description: isList ? `${info?.help ?? ''} ${text.judges.listHelp}` : info?.help,
    size: 'sm',
    error: problem,
    required: fallback === undefined,
  };
  if (isNumber) {
    const shown = value ?? fallback ?? '';
    return (
      <NumberInput
        {...common}
        value={typeof shown === 'number' ? shown : ''}
        min={inner.minValue ?? undefined}
        max={inner.maxValue ?? undefined}
        allowDecimal={!inner.format?.includes('int')}
        onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      />
    );
  }
  if (inner instanceof z.ZodEnum) {
    return (
      <NativeSelect
        {...common}
        data={inner.options.map(String)}
        value={String(value ?? fallback)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const shown = value ?? fallback ?? '';
  const typed = Array.isArray(shown) ? shown.join(', ') : typeof shown === 'string' ? shown : '';
  const change = (next: string) =>
    onChange(isList ? splitList(next) : next === '' && fallback === null ? undefined : next);
  return isLong ? (
    <Textarea
      {...common}
      value={typed}
      autosize
      minRows={4}
      maxRows={14}
      styles={{
        input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 'var(--mantine-font-size-xs)' },
      }}
      onChange={(event) => change(event.currentTarget.value)}
    />
  ) : (
    <TextInput {...common} value={typed} onChange={(event) => change(event.currentTarget.value)} />
  );
}

/** What is typed stays as it is, also a comma at the end; empty pieces are refused when the judge is read. */
function splitList(typed: string): string[] {
  return typed.split(',').map((piece, index) => (index === 0 ? piece : piece.replace(/^ /, '')));
}

function unwrap(schema: z.ZodType): z.ZodType {
  let current = schema;
  while (current instanceof z.ZodDefault || current instanceof z.ZodNullable || current instanceof z.ZodOptional)
    current = current.unwrap() as z.ZodType; // unwrap() is typed as the core schema; all of ours are classic ones
  return current;
}
