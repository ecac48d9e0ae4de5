/** The parts of a report, in their order. */
export const reportBlocks = [
  'findings',
  'scores',
  'prompts',
  'categories',
  'judges',
  'published',
  'curves',
  'samples',
  'fidelity',
  'settings',
  'provenance',
] as const;
export type ReportBlock = (typeof reportBlocks)[number];

/** Titles of the parts, and what each shows. */
export const reportBlockInfo: Readonly<Record<ReportBlock, { readonly title: string; readonly help: string }>> = {
  findings: { title: 'Findings', help: 'What the numbers allow to be said, sentence by sentence.' },
  scores: { title: 'Scores', help: 'Every metric per condition and arm with intervals, and along the attack.' },
  prompts: { title: 'Answer by answer', help: 'The same prompts answered by two arms, and what the attack undid.' },
  categories: { title: 'By category', help: 'Scores by category of the test prompts, where they have any.' },
  judges: { title: 'Judges', help: 'What each judge said of the same answers, and how every two agree.' },
  published: { title: 'Published numbers', help: 'Results that were not measured here, marked with their source.' },
  curves: { title: 'Training', help: 'Losses and diagnostics of alignment and attack.' },
  samples: { title: 'Sample answers', help: 'The arms’ answers to the same prompts.' },
  fidelity: { title: 'Beside the recipe', help: 'How near each arm’s settings are to a recipe.' },
  settings: { title: 'Settings', help: 'What differs between the arms, what is varied, and all else.' },
  provenance: { title: 'Provenance', help: 'Where the numbers come from: judges, data, devices, versions.' },
};

/** Where somebody’s own text can stand: before the first part, above each part, and after the last. */
export const textPlaces = ['introduction', ...reportBlocks, 'conclusion'] as const;
export type TextPlace = (typeof textPlaces)[number];

/** Longest text of one place, in characters. */
export const longestText = 20_000;

/** Somebody's own words by place, in the small Markdown of rich-text.ts; a place without any is absent. */
export type ReportTexts = Readonly<Partial<Record<TextPlace, string>>>;

/** What a place is called in a form, and as a heading of a text file. */
export function titlePlace(place: TextPlace): string {
  if (place === 'introduction') return 'Introduction';
  return place === 'conclusion' ? 'Conclusion' : reportBlockInfo[place].title;
}
