import { type ReportBlock, reportBlocks, type ReportTexts } from './blocks.ts';

export const reportTemplateNames = ['summary', 'full', 'settings'] as const;
export type ReportTemplateName = (typeof reportTemplateNames)[number];

/** What somebody begins a report with; every part and text of it can be changed. */
export interface ReportTemplate {
  readonly label: string;
  readonly help: string;
  readonly blocks: readonly ReportBlock[];
  readonly texts: ReportTexts;
  /** One page: the findings at the hardest condition, one table and one pair of charts, nothing folded. */
  readonly isBrief: boolean;
}

const howToRead =
  'HS is the share of harmful prompts that were answered harmfully: **lower is better**. FA is the accuracy on the task that was fine-tuned: **higher is better**. A defence helps where HS falls and FA does not.';

/** The templates by name. To add one, name it above and describe it here. */
export const reportTemplates: Readonly<Record<ReportTemplateName, ReportTemplate>> = {
  summary: {
    label: 'One-page summary',
    help: 'Findings, HS and FA, and where they come from, on one printed page.',
    blocks: ['findings', 'scores', 'provenance'],
    texts: { scores: howToRead },
    isBrief: true,
  },
  full: {
    label: 'Full comparison',
    help: 'Everything: findings, all scores and charts, answers, settings and provenance.',
    blocks: reportBlocks,
    texts: {
      scores: howToRead,
      samples: 'The prompts are spread evenly over each test set; none was chosen for how it was answered.',
    },
    isBrief: false,
  },
  settings: {
    label: 'Appendix of settings',
    help: 'Every setting, what differs and what is varied, and the origin of the numbers; for the appendix of a paper.',
    blocks: ['findings', 'fidelity', 'settings', 'provenance'],
    texts: { settings: 'Every setting of every run is listed, whether it was changed or not.' },
    isBrief: false,
  },
};
