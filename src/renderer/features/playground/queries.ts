import { useLab } from '../../rpc/lab-context.tsx';
import { labQuery } from '../../rpc/lab-query.ts';

/** Every model that can be asked. */
export function useChatModelsQuery() {
  const lab = useLab();
  return labQuery(
    ['playground', 'models'],
    (signal) => lab.playground.models(undefined, { signal }),
    (notice) => notice.kind === 'runs' || (notice.kind === 'stage' && notice.status === 'completed'),
  );
}
