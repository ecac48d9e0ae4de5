import { useMutation } from '@tanstack/react-query';
import { showDone, showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { text } from '../../text/index.ts';

type Target = { readonly experimentId: string } | { readonly runId: string };

/** Cancel, resume and retry of an experiment or a run; notices bring what comes of it. */
export function useTargetActions(target: Target) {
  const lab = useLab();
  const targets = [target];
  const cancel = useMutation({
    mutationFn: () => lab.experiments.cancel({ targets }),
    onSuccess: () => showDone(text.experiment.cancelled),
    onError: showError,
  });
  const resume = useMutation({
    mutationFn: () => lab.experiments.resume({ targets }),
    onSuccess: (count) => showDone(text.experiment.queuedAgain(count)),
    onError: showError,
  });
  const retry = useMutation({
    mutationFn: () => lab.experiments.retry({ targets }),
    onSuccess: (count) => showDone(text.experiment.queuedAgain(count)),
    onError: showError,
  });
  return { cancel, resume, retry };
}
