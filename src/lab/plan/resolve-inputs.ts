import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { getMethod } from '../../shared/methods/index.ts';
import { getPostMethod } from '../../shared/methods/post/index.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';
import { type InputDigests, UnusableInput } from './digest.ts';
import { makeFault, SpecError, type SpecFault } from './spec-error.ts';

/** Of a model folder; the other place for a template is tokenizer_config.json, which the model's digest covers. */
const chatTemplateName = 'chat_template.jinja';

/** The files and the model of a run: absolute paths with digests. */
export interface RunInputs {
  readonly model: RunSettings['model'] & { readonly digest: string };
  /** Of the model's chat_template.jinja; null where it has none or another prompt template is used. */
  readonly chatTemplateDigest: string | null;
  readonly alignment: ResolvedDataset;
  readonly alignmentHarmful: ResolvedDataset | null;
  readonly task: ResolvedDataset;
  readonly attackHarmful: ResolvedDataset | null;
  /** Safe data for the attack's method; null where it uses none. */
  readonly guide: ResolvedDataset | null;
  /** Harmful rows for the post defence; null where it looks at none. */
  readonly postHarmful: ResolvedDataset | null;
  readonly safety: ResolvedDataset;
  readonly utility: ResolvedDataset | null;
  readonly benign: ResolvedDataset | null;
}

/** Finds and digests what a run reads. Relative paths start from the spec's folder. @throws SpecError with every input that cannot be used. */
export async function resolveInputs(
  settings: RunSettings,
  options: { readonly specPath: string; readonly digests: InputDigests },
): Promise<RunInputs> {
  const { specPath, digests } = options;
  const faults: SpecFault[] = [];
  /** Undefined where there is a fault; all of them are thrown together below. */
  const collect = async (place: string, path: string, digest: Promise<string>): Promise<string | undefined> => {
    try {
      return await digest;
    } catch (error) {
      if (!(error instanceof UnusableInput)) throw error;
      faults.push(makeFault({ code: error.code, path, place, sentence: error.sentence }));
      return undefined;
    }
  };
  const find = async (dataset: Dataset, place: string): Promise<ResolvedDataset | undefined> => {
    const path = resolve(dirname(specPath), dataset.path);
    const digest = await collect(place, `${place}.path`, digests.ofFile(path));
    return digest === undefined ? undefined : { ...dataset, path, digest };
  };
  const findOptional = async (dataset: Dataset | null, place: string) =>
    dataset === null ? null : find(dataset, place);

  const { alignment, attack, post, evaluation } = settings;
  const folder = resolve(dirname(specPath), settings.model.path);
  const digest = await collect('model.path', 'model.path', digests.ofModel(folder));
  const found = {
    model: digest === undefined ? undefined : { ...settings.model, path: folder, digest },
    chatTemplateDigest:
      settings.template === 'chat' && existsSync(join(folder, chatTemplateName))
        ? await collect('model.path', 'model.path', digests.ofFile(join(folder, chatTemplateName)))
        : null,
    alignment: await find(alignment.data, 'alignment.data'),
    alignmentHarmful: await findOptional(alignment.harmful, 'alignment.harmful'),
    safety: await find(evaluation.safety.data, 'evaluation.safety.data'),
    task: await find(attack.task, 'attack.task'),
    attackHarmful: attack.p > 0 ? await findOptional(attack.harmful, 'attack.harmful') : null,
    guide: getMethod(attack.method.name).uses.includes('guide')
      ? await (attack.guide === null ? find(alignment.data, 'alignment.data') : find(attack.guide, 'attack.guide'))
      : null,
    postHarmful: getPostMethod(post.method.name).needsInputs(post.method)
      ? await (post.harmful === null
          ? findOptional(alignment.harmful, 'alignment.harmful')
          : find(post.harmful, 'post.harmful'))
      : null,
    utility: await findOptional(evaluation.utility?.data ?? null, 'evaluation.utility.data'),
    benign: await findOptional(evaluation.benign?.data ?? null, 'evaluation.benign.data'),
  };
  if (!isWhole(found)) throw new SpecError(specPath, faults);
  return found;
}

function isWhole(found: { readonly [Name in keyof RunInputs]: RunInputs[Name] | undefined }): found is RunInputs {
  return Object.values(found).every((input) => input !== undefined);
}
