const types: Readonly<Partial<Record<string, string>>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a group of settings',
};

export const newExperimentText = {
  title: 'New experiment',
  issues: {
    types,
    expected: (what: string, found: string) => `Expected ${what}, found “${found}”.`,
    atLeast: (bound: string) => `Has to be at least ${bound}.`,
    atMost: (bound: string) => `Has to be at most ${bound}.`,
    moreThan: (bound: string) => `Has to be more than ${bound}.`,
    lessThan: (bound: string) => `Has to be less than ${bound}.`,
    characters: (count: number) => `${count.toLocaleString('en-US')} characters`,
    entries: (count: number) => `${count} entries`,
    oneOf: (options: readonly string[]) => `Choose one of ${options.join(', ')}.`,
    needed: 'This is needed.',
    neededList: 'Choose at least one.',
    choose: 'Choose one of these.',
    noValues: 'Write at least one value, or go back to a single one.',
    tooManyValues: (count: number, most: number) => `These are ${count} values; at most ${most} are possible.`,
    about: (value: string, message: string) => `${value}: ${message}`,
    repeatedValue: (value: string) => `${value} is there twice.`,
    repeatedLabel: 'Another method has this name; each needs its own.',
  },
};
