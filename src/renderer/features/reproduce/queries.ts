import { useMutation } from '@tanstack/react-query';
import type { LabClient } from '../../../shared/contract/index.ts';
import type { ReproductionView } from '../../../shared/views/reproduction.ts';
import { showError } from '../../components/toasts.tsx';
import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** Every attempt at running a bundle again, newest first. */
export function useReproductionsQuery() {
  const lab = useLab();
  return labQuery(
    ['reproductions'],
    (signal) => lab.bundles.reproductions(undefined, { signal }),
    ({ kind }) => kind === 'reproductions',
  );
}

/** One attempt, with its report once it is completed. */
export function useReproductionQuery(id: string) {
  const lab = useLab();
  return labQuery(
    ['reproductions', id],
    (signal) => lab.bundles.reproduction({ id }, { signal }),
    ({ kind }) => kind === 'reproductions',
  );
}

/** Where an imported bundle lies, as far as it is known. */
export function useBundleFileQuery(digest: string) {
  const lab = useLab();
  return labQuery(['bundles', 'file', digest], (signal) => lab.bundles.find({ digest }, { signal }));
}

/** What can be done with an attempt. */
export function useReproductionActions(id: string) {
  const stop = useAction((lab) => lab.bundles.stopReproduction({ id }));
  const goOn = useAction((lab) => lab.bundles.continueReproduction({ id }));
  const remove = useAction((lab) => lab.bundles.removeReproduction({ id }));
  return { stop, goOn, remove };
}

function useAction(act: (lab: LabClient) => Promise<void>) {
  const lab = useLab();
  return useMutation({ mutationFn: () => act(lab), onError: showError });
}

/** True while an attempt is at work or waits to be. */
export function isUnderWay({ status }: ReproductionView): boolean {
  return status !== 'completed' && status !== 'failed' && status !== 'stopped';
}

/** The last part of a bundle's path. */
export function nameBundle(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
