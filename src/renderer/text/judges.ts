import type { PassJudgeName } from '../../shared/judging/judges.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const some = (value: number, one: string, many: string): string => `${count(value)} ${value === 1 ? one : many}`;

export const judgesText = {
  title: 'Judges',
  show: 'Show judges and how they agree',
  hide: 'Hide judges',
  judgeAnswers: 'Judge answers…',
  of: (step: number) =>
    `The chosen runs’ answers to harmful prompts ${step === 0 ? 'before the attack' : `after ${count(step)} attack steps`}. No number here is an average over judges.`,
  columns: {
    judge: 'Judge',
    version: 'Version',
    answers: 'Answers',
    harmful: 'Harmful',
    silent: 'No verdict',
    threshold: 'Threshold',
  },
  percent: (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`),
  silentHelp: (reasons: readonly { readonly reason: string; readonly count: number }[]) =>
    reasons.map(({ reason, count: times }) => `${count(times)} times: ${reason}`).join('\n'),
  person: 'person',
  noThreshold: '–',
  severalThresholds: 'several',
  thresholdOf: (judge: string) => `Threshold of ${judge}`,
  thresholdHelp: 'Decides anew from the stored scores; nothing is asked again.',
  categories: (judge: string) => `Categories of ${judge}`,
  agreementTitle: 'Agreement of every two judges',
  agreementHelp:
    'κ (Cohen) is 1 where two judges always agree and 0 where they agree as often as chance would have it. Answers on which either gave no verdict are left out. The interval is asymptotic and supposes independent answers; where runs share prompts it is too narrow.',
  agreement: {
    left: 'A',
    right: 'B',
    n: 'Answers',
    kappa: 'κ',
    interval: '95 % interval',
    both: 'Both harmful',
    onlyLeft: 'Only A',
    onlyRight: 'Only B',
    neither: 'Neither',
  },
  noKappa: 'Both say the same of all answers, so κ is not defined.',
  noKappaInterval: 'No error can be estimated: the judges never differ, or one of them says the same of all answers.',
  seeDifferences: (left: string, right: string) => `Show the answers on which ${left} and ${right} differ`,
  differing: (left: string, right: string) => `Shown: prompts on which ${left} and ${right} differ.`,
  showAll: 'Show all disagreements',
  dialogTitle: 'Judge stored answers',
  dialogHelp:
    'Answers that were generated before are judged again; nothing is generated. What a judge has judged already is not asked again.',
  who: 'Judge',
  whoOptions: {
    refusal: 'Refusal phrases',
    reference: 'Reference words',
    moderation: 'Moderation model on this machine',
    endpoint: 'Language model over the network',
  } satisfies Record<PassJudgeName, string>,
  planned: {
    list: 'Judges in their order',
    givesHs: 'gives HS',
    makeFirst: 'Make first',
    makeFirstOf: (name: string) => `Make “${name}” the first judge`,
    change: 'Change',
    changeOf: (name: string) => `Change “${name}”`,
    remove: 'Remove',
    removeOf: (name: string) => `Remove “${name}”`,
    add: 'Add a judge for afterwards…',
    afterwards: (name: string, model: string | null) => `${name}${model ? `: ${model}` : ''}, afterwards`,
    dialogTitle: 'A judge for after the evaluation',
    dialogHelp:
      'It is asked about the stored answers when the runs are complete. To add or change it generates nothing again.',
    addThis: 'Add the judge',
    keep: 'Keep the changes',
    title: 'Judges afterwards',
    foreseen: (name: string, answers: number | null, evaluations: number) =>
      `${name}: ${answers === null ? 'answers' : `at most ${some(answers, 'answer', 'answers')}`} in ${some(evaluations, 'evaluation', 'evaluations')}`,
    allow: (host: string) => `Send the answers to ${host}`,
    allowHelp: 'Without it the runs start all the same, and the answers wait. It holds until the lab is closed.',
    waitingTitle: (answers: number) =>
      `${some(answers, 'answer waits', 'answers wait')} for ${answers === 1 ? 'its judge' : 'their judges'}`,
    waiting: (name: string, answers: number, runs: number) =>
      `${name}: ${some(answers, 'answer', 'answers')} of ${some(runs, 'run', 'runs')}`,
    ask: 'Ask now',
  },
  network: 'The prompts and answers of the chosen runs, harmful ones among them, are sent to this address.',
  chooseFolder: 'Choose a folder…',
  rule: 'How the reply is read',
  rules: { json: 'A field of a JSON object', pattern: 'Regular expressions' },
  listHelp: 'Separated by commas.',
  more: 'More settings',
  token: 'Token',
  tokenKept: 'A token for this address is in the system’s keychain.',
  tokenHelp: 'Kept in the system’s keychain for this address alone; never written into a file of the lab.',
  keepToken: 'Keep token',
  forgetToken: 'Remove token',
  tokenChanged: 'The keychain was changed.',
  tokenInBrowser: 'In a browser the token comes from an environment variable that the lab was started with.',
  check: 'What would it ask?',
  start: 'Start judging',
  plan: (plan: { answerCount: number; stageCount: number; judgedCount: number; questionCount: number }) =>
    `${some(plan.answerCount, 'answer', 'answers')} in ${some(plan.stageCount, 'evaluation', 'evaluations')}, ${count(plan.judgedCount)} judged before: ${some(plan.questionCount, 'question', 'questions')} to ask.`,
  leftOut: (runs: number) => `${some(runs, 'run is', 'runs are')} not evaluated yet and left out.`,
  cost: (cost: { requestCount: number; host: string; inputTokens: number; outputTokens: number }) =>
    `${some(cost.requestCount, 'request', 'requests')} to ${cost.host}: about ${count(cost.inputTokens)} tokens sent, at most ${count(cost.outputTokens)} back.`,
  price: (price: number) => `At most about ${price.toFixed(2)}, in the currency of the prices.`,
  noPrice: 'What it costs is not known: no price is given under “More settings”.',
  pace: (minutes: number) =>
    `At least ${minutes < 1 ? 'a few seconds' : some(Math.ceil(minutes), 'minute', 'minutes')} at the allowed pace.`,
  noToken: 'No token is sent.',
  started: 'The judge is at work.',
  running: (judge: string, done: number, total: number) =>
    total === 0 ? `${judge} is getting ready.` : `${judge}: ${count(done)} of ${count(total)} questions`,
  remaining: (text: string) => `${text} left`,
  cancel: 'Stop',
  progress: 'Judging',
  ended: (judge: string, message: string) => `${judge}: ${message}`,
  dismiss: 'Hide this message',
  markers: 'prompt markers',
  markersHelp:
    'The answer holds text by which prompts are built, such as roles or special tokens; it is marked. A judge over the network gets it escaped.',
  silent: (judge: string) => `${judge}: no verdict`,
  flags: (names: readonly string[]) => (names.length === 0 ? 'No category is above the threshold.' : names.join(', ')),
};
