import { Box, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import { Page } from '../../components/page.tsx';
import { useShortcut } from '../../components/shortcuts.tsx';
import { showDone, showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';
import { MemberFields } from './fields/field-view.tsx';
import { checkForm } from './form/check-form.ts';
import { applyAction } from './form/form-actions.ts';
import { type Place } from './form/read-form.ts';
import { writeDraft } from './form/form-state.ts';
import { joinProblems, type PlacedProblem } from './form/place-problem.ts';
import { FormActionsBar } from './form-actions-bar.tsx';
import { ControlsProvider, type FormContextValue, type FormControls, FormProvider, fieldId } from './form-context.tsx';
import classes from './new-experiment.module.css';
import { PlanPanel } from './panel/plan-panel.tsx';
import { problemListId } from './panel/problem-list.tsx';
import { SectionLinks } from './panel/section-links.tsx';
import { useAutosave } from './panel/use-autosave.ts';
import { usePlan } from './panel/use-plan.ts';
import { AttackFields } from './sections/attack-section.tsx';
import { BasicsFields } from './sections/basics-section.tsx';
import { FormSection, sectionId } from './sections/form-section.tsx';
import { AddMethod, MethodCards } from './sections/methods-section.tsx';
import { SearchFields } from './sections/search-section.tsx';
import { findSection, listSectionFields, type SectionName, sectionNames } from './sections/section-fields.ts';
import type { Start } from './use-start.ts';

interface ExperimentFormProps {
  readonly start: Start;
  /** The form is kept as a draft under this id now. */
  readonly onKept: (draftId: string) => void;
}

/** The form with its plan beside it. */
export function ExperimentForm({ start, onKept }: ExperimentFormProps) {
  const lab = useLab();
  const navigate = useNavigate();
  const [state, dispatch] = useReducer(applyAction, start.state);
  const [draftId] = useState(() => start.draftId ?? crypto.randomUUID());
  const [revealed, setRevealed] = useState<Place | null>(null);
  const plan = usePlan(state);
  const autosave = useAutosave({
    state,
    draftId,
    presetId: start.presetId,
    onSaved: useCallback(() => onKept(draftId), [onKept, draftId]),
  });
  const own = useMemo(() => checkForm(state), [state]);
  const problems = useMemo(
    () => joinProblems(state, own, plan.query.data?.problems ?? []),
    [state, own, plan.query.data],
  );
  const form = useMemo<FormContextValue>(
    () => ({
      state,
      base: start.base,
      problems: problems.flatMap(({ place, message }) => (place ? [{ ...place, message }] : [])),
      revealed,
    }),
    [state, start.base, problems, revealed],
  );
  const controls = useMemo<FormControls>(
    // A new object each time, so that asking for the same field twice focuses it twice.
    () => ({ dispatch, reveal: ({ arm, path }) => setRevealed({ arm, path }) }),
    [],
  );
  useFocusOf(revealed);
  const [allowedHosts, setAllowedHosts] = useState<readonly string[]>([]);
  const submit = useMutation({
    mutationFn: () => lab.experiments.submit({ draft: writeDraft(state), allowedHosts: [...allowedHosts] }),
    onSuccess: async ({ experimentId }) => {
      autosave.finish();
      // The experiment holds everything that the draft held.
      void lab.experiments.deleteDraft({ id: draftId }).catch(showError);
      await navigate({ to: '/experiments/$experimentId', params: { experimentId } });
    },
    onError: showError,
  });
  const { mutate: startNow, isPending } = submit;
  const hasProblems = problems.length > 0;
  const onStart = useCallback(() => {
    if (isPending) return;
    if (hasProblems) document.getElementById(problemListId)?.focus();
    else startNow();
  }, [hasProblems, isPending, startNow]);
  const { saveNow } = autosave;
  const onSave = useCallback(() => {
    saveNow(() => showDone(text.newExperiment.draftSaved));
  }, [saveNow]);
  useFormShortcuts(onStart, onSave);
  return (
    <ControlsProvider value={controls}>
      <FormProvider value={form}>
        <Page title={text.newExperiment.title} actions={<FormActionsBar draftId={draftId} />}>
          <SectionLinks />
          <Box className={classes.layout}>
            <Stack gap="md" miw={0}>
              {sectionNames.map((name) => (
                <FormSection
                  key={name}
                  name={name}
                  problemCount={countProblems(problems, name)}
                  actions={name === 'methods' ? <AddMethod /> : undefined}
                >
                  {sectionContents[name] ?? <MemberFields members={listSectionFields(name)} arm={null} />}
                </FormSection>
              ))}
            </Stack>
            <PlanPanel
              plan={plan}
              problems={problems}
              saved={autosave.status}
              isStarting={isPending}
              allowedHosts={allowedHosts}
              onAllow={setAllowedHosts}
              onStart={onStart}
              onSave={onSave}
            />
          </Box>
        </Page>
      </FormProvider>
    </ControlsProvider>
  );
}

/** Sections that hold more than the fields of their settings. */
const sectionContents: Readonly<Partial<Record<SectionName, ReactNode>>> = {
  basics: <BasicsFields />,
  methods: <MethodCards />,
  attack: <AttackFields />,
  search: <SearchFields />,
};

function countProblems(problems: readonly PlacedProblem[], section: SectionName): number {
  return problems.filter(({ place }) => place !== null && findSection(place) === section).length;
}

/** Brings a field into view and focuses it, once what hides it has opened. */
function useFocusOf(place: Place | null): void {
  useEffect(() => {
    if (!place) return undefined;
    const frame = requestAnimationFrame(() => {
      const element = findElement(place);
      element?.scrollIntoView({ block: 'center' });
      element?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [place]);
}

/** The field, else what stands around it, else the heading of its section. */
function findElement(place: Place): HTMLElement | null {
  const own = document.getElementById(fieldId(place));
  if (own) return own;
  const end = place.path.lastIndexOf('.');
  if (end > 0) return findElement({ arm: place.arm, path: place.path.slice(0, end) });
  return document.getElementById(sectionId(findSection(place)));
}

function useFormShortcuts(onStart: () => void, onSave: () => void): void {
  const group = text.newExperiment.title;
  const { start, save } = text.newExperiment.plan;
  useShortcut(useMemo(() => ({ keys: 'mod+Enter', label: start, group, run: onStart }), [start, group, onStart]));
  useShortcut(useMemo(() => ({ keys: 'mod+s', label: save, group, run: onSave }), [save, group, onSave]));
}
