import { useQuery } from '@tanstack/react-query';
import type { DraftSpec, Preset } from '../../../shared/contract/experiments.ts';
import type { LabClient } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { type FormState, readDraft } from './form/form-state.ts';

/** What the address asks to start from. */
export interface StartSource {
  readonly draft?: string | undefined;
  readonly preset?: string | undefined;
  readonly clone?: string | undefined;
  readonly run?: string | undefined;
}

export interface Start {
  readonly state: FormState;
  /** Null: nothing is kept yet. */
  readonly draftId: string | null;
  readonly presetId: string | null;
  /** What "changed" compares with. */
  readonly base: { readonly state: FormState; readonly label: string } | null;
}

/** In place of a preset's id: nothing is filled in. */
export const emptyPreset = 'empty';

const emptyDraft: DraftSpec = { spec: { version: 1, name: '', settings: {} }, baseFolder: null };

/** Reads what the form starts from: a draft, a preset, a past experiment or one of its runs, else the first preset. */
export function useStart(source: StartSource) {
  const lab = useLab();
  return useQuery({
    queryKey: ['experiments', 'start', source],
    queryFn: ({ signal }) => readStart(lab, source, signal),
    gcTime: 0,
  });
}

async function readStart(lab: LabClient, source: StartSource, signal: AbortSignal): Promise<Start> {
  if (source.clone !== undefined) return readClone(lab, source.clone, source.run ?? null, signal);
  const presets = await lab.experiments.presets(undefined, { signal });
  if (source.draft !== undefined) {
    const drafts = await lab.experiments.drafts(undefined, { signal });
    const found = drafts.find((draft) => draft.id === source.draft);
    if (!found) throw new AppError('window/no-draft', text.newExperiment.draftMissing);
    const preset = presets.find(({ id }) => id === found.presetId);
    return {
      state: readDraft(found.draft),
      draftId: found.id,
      presetId: preset?.id ?? null,
      base: preset ? makeBase(preset) : null,
    };
  }
  const preset = source.preset === undefined ? presets[0] : presets.find(({ id }) => id === source.preset);
  if (source.preset !== undefined && source.preset !== emptyPreset && !preset)
    throw new AppError('window/no-preset', text.newExperiment.presetMissing);
  if (!preset) return { state: readDraft(emptyDraft), draftId: null, presetId: null, base: null };
  const base = makeBase(preset);
  return { state: base.state, draftId: null, presetId: preset.id, base };
}

async function readClone(lab: LabClient, experimentId: string, runId: string | null, signal: AbortSignal) {
  const draft = await lab.experiments.draftOf({ experimentId, runId }, { signal });
  const state = readDraft(draft);
  return { state, draftId: null, presetId: null, base: { state, label: runId ?? state.name } };
}

function makeBase({ label, draft }: Preset): { state: FormState; label: string } {
  return { state: readDraft(draft), label };
}
