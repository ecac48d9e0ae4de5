import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { showError } from '../../../components/toasts.tsx';
import { useLab } from '../../../rpc/lab-context.tsx';
import { type FormState, writeDraft } from '../form/form-state.ts';

export type SaveStatus =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'saved'; readonly atMs: number }
  | { readonly kind: 'failed'; readonly message: string };

interface AutosaveOptions {
  readonly state: FormState;
  readonly draftId: string;
  readonly presetId: string | null;
  /** The draft is kept now, under its id. */
  readonly onSaved: () => void;
}

const afterMs = 1000;

/** Keeps the form as a draft a second after each change, when the page is hidden, and when the form goes. */
export function useAutosave({ state, draftId, presetId, onSaved }: AutosaveOptions) {
  const lab = useLab();
  const [status, setStatus] = useState<SaveStatus>({ kind: 'unchanged' });
  /** What was kept last; null where that failed. */
  const kept = useRef<FormState | null>(state);
  const current = useRef(state);
  const isOver = useRef(false);
  const save = useMutation({
    mutationFn: async (form: FormState) => {
      kept.current = form;
      await lab.experiments.saveDraft({ id: draftId, name: form.name, draft: writeDraft(form), presetId });
    },
    onError: () => {
      kept.current = null;
    },
  });
  const { mutate } = save;
  const keep = useCallback(
    (onDone?: () => void) => {
      if (isOver.current) return;
      mutate(current.current, {
        onSuccess: () => {
          if (isOver.current) return;
          setStatus({ kind: 'saved', atMs: Date.now() });
          onSaved();
          onDone?.();
        },
        onError: (error) => setStatus({ kind: 'failed', message: error.message }),
      });
    },
    [mutate, onSaved],
  );
  const keepIfChanged = useCallback(() => {
    if (kept.current !== current.current) keep();
  }, [keep]);
  useEffect(() => {
    current.current = state;
    if (kept.current === state) return undefined;
    setStatus({ kind: 'waiting' });
    const timer = setTimeout(keepIfChanged, afterMs);
    return () => clearTimeout(timer);
  }, [state, keepIfChanged]);
  useEffect(() => {
    const onHide = () => document.visibilityState === 'hidden' && keepIfChanged();
    document.addEventListener('visibilitychange', onHide);
    return () => document.removeEventListener('visibilitychange', onHide);
  }, [keepIfChanged]);
  useEffect(
    () => () => {
      if (!isOver.current && kept.current !== current.current) mutate(current.current, { onError: showError });
    },
    [mutate],
  );
  return {
    status,
    /** Keeps it at once, even unchanged, and says when that is done. */
    saveNow: keep,
    /** Nothing more is kept: the experiment was started. */
    finish: useCallback(() => {
      isOver.current = true;
    }, []),
  };
}
