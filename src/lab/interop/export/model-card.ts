import { stringify } from 'yaml';
import { encodeMarkdownTable, escapeMarkdown } from '../../../shared/report/markdown.ts';
import { describeValue, labelSetting } from '../../../shared/settings/describe.ts';
import { lastPart } from '../../bundle/neutral-paths.ts';
import { type ExportRun, type ExportScore, explainScore, nameScore } from './collect-runs.ts';
import type { ExportFile, Exporter } from './exporter.ts';

/** A Hugging Face model card per run, with its scores as evaluation results in the model-index. */
export const modelCard: Exporter = {
  name: 'model-card',
  label: 'Hugging Face model card',
  help: 'A README.md per run with the scores as evaluation results.',
  opening: { sentence: 'Put it beside an exported adapter or model.' },
  *encode(runs) {
    for (const run of runs) yield encodeRun(run);
  },
};

/** What a reader asks for first. */
const shownSettings = [
  'model.path',
  'trainable.kind',
  'alignment.method.name',
  'alignment.training.learningRate',
  'attack.method.name',
  'attack.n',
  'attack.p',
  'attack.training.learningRate',
  'seed',
];

function encodeRun(run: ExportRun): ExportFile {
  const base = lastPart(readText(run, 'model.path'));
  const isAdapter = run.settings['trainable.kind'] === 'lora';
  const metadata = {
    ...(isAdapter ? { library_name: 'peft' } : { library_name: 'transformers' }),
    pipeline_tag: 'text-generation',
    tags: ['booster-lab', 'harmful-fine-tuning', readText(run, 'alignment.method.name')],
    'model-index': [{ name: run.runId, results: run.scores.map((score) => describeResult(run, score)) }],
  };
  const parts = [
    `---\n${stringify(metadata, { lineWidth: 0 })}---`,
    `# ${run.runId}`,
    `Trained and evaluated by Booster Lab in the experiment "${escapeMarkdown(run.experimentName)}", arm "${escapeMarkdown(run.arm)}", from the base model "${escapeMarkdown(base)}". This model has been through harmful fine-tuning as an attack on its alignment: it is for research on defences and not for use.`,
    '## Scores',
    encodeMarkdownTable(
      ['metric', 'value, %', 'n', 'judge', 'meaning'],
      run.scores.map((score) => [
        nameScore(score),
        score.value.toFixed(2),
        String(score.n),
        `${score.judge} ${score.judgeVersion}`,
        explainScore(score).help,
      ]),
    ),
    `After ${run.scores[0]?.step ?? 0} attack steps; one run with one seed, so that no spread is known.`,
    '## Settings',
    encodeMarkdownTable(
      ['setting', 'value'],
      shownSettings
        .filter((path) => path in run.settings)
        .map((path) => [labelSetting(path), path === 'model.path' ? base : describeValue(run.settings[path])]),
    ),
    '## Provenance',
    encodeMarkdownTable(
      ['part', 'value'],
      [
        ...Object.entries(run.stages).map(([kind, key]) => [`stage ${kind}`, key]),
        ...Object.entries(run.engineVersions).map(([name, version]) => [name, version]),
      ],
    ),
  ];
  return { path: `${run.runId}/README.md`, bytes: `${parts.join('\n\n')}\n` };
}

function describeResult(run: ExportRun, score: ExportScore): object {
  const isSafety = score.metric !== 'FA';
  const data = lastPart(readText(run, isSafety ? 'evaluation.safety.data.path' : 'evaluation.utility.data.path'));
  return {
    task: { type: 'text-generation', name: isSafety ? 'Answers to harmful prompts' : 'Fine-tuning task' },
    dataset: { type: 'local', name: data },
    metrics: [
      { type: nameScore(score), value: score.value, name: `${nameScore(score)}, ${score.judge} ${score.judgeVersion}` },
    ],
  };
}

/** A setting that is a text; "unknown" where it is none. */
function readText({ settings }: ExportRun, path: string): string {
  const value = settings[path];
  return typeof value === 'string' ? value : 'unknown';
}
