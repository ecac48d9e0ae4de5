import { Help, type Option } from 'commander';

const builtIn = new Help();

/** What the help says of an option; a switch is off and a list is empty unless given, which needs no words. */
export function describeOption(option: Option): string {
  const fallback: unknown = option.defaultValue;
  const isObvious = fallback === false || (Array.isArray(fallback) && fallback.length === 0);
  return isObvious ? option.description : builtIn.optionDescription(option).replace(') (default: ', '; default: ');
}
