import { InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { findSettingInfo } from '../../shared/settings/setting.ts';
import { describeSetting } from '../schema/describe-setting.ts';

/** An option whose help, default and check come from a setting's declaration; `flags` such as "--max-length <n>". */
export function settingOption<Schema extends z.ZodType>(
  flags: string,
  schema: Schema,
  words: { readonly help?: string; readonly default?: z.input<Schema> } = {},
): Option {
  const info = findSettingInfo(schema);
  const { defaultText, bounds } = describeSetting(schema);
  const help = words.help ?? info?.help ?? '';
  const unit = info?.unit ? ` ${info.unit}` : '';
  const described = bounds ? `${help.replace(/\.$/, '')} (${bounds}${unit})` : help.replace(/\.$/, '');
  const fallback = words.default === undefined ? schema.safeParse(undefined).data : schema.parse(words.default);
  const option = new Option(flags, described).argParser((text) => parseSetting(schema, text, bounds));
  if (fallback === undefined || fallback === null) return option;
  return option.default(fallback, words.default === undefined ? defaultText : String(words.default));
}

function parseSetting<Schema extends z.ZodType>(schema: Schema, text: string, bounds: string): z.output<Schema> {
  const asText = schema.safeParse(text);
  if (asText.success) return asText.data;
  const asNumber = text.trim() === '' ? undefined : schema.safeParse(Number(text));
  if (asNumber?.success) return asNumber.data;
  throw new InvalidArgumentError(`Expected ${bounds || 'another value'}, found ${text}.`);
}
