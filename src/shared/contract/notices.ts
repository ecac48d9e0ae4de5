import type { ErrorData } from '../errors.ts';
import type { Status } from '../events.ts';
import type { StageKind } from '../spec/stage.ts';
import type { StageProgress } from '../views/lab.ts';

/**
 * That something was stored. A notice carries no bulk: who shows curves, samples or logs asks for what is new, at the pace
 * at which it can draw. So a slow window is never flooded. Batches of notices come at most four times a second, with
 * only the last of each kind and subject; an empty batch every two seconds says that the lab is alive.
 */
export type Notice =
  | {
      readonly kind: 'stage';
      readonly key: string;
      readonly stageKind: StageKind;
      readonly status: Status;
      readonly error: ErrorData | null;
    }
  | { readonly kind: 'progress'; readonly key: string; readonly progress: StageProgress }
  | { readonly kind: 'run'; readonly runId: string; readonly experimentId: string; readonly status: Status }
  /** The stage has new points, samples, scores or log lines. */
  | { readonly kind: 'curves' | 'samples' | 'scores' | 'log'; readonly key: string }
  /** Nothing can be recorded at present, such as on a full disk, and why; null when it is over. `hello` has it among the warnings. */
  | { readonly kind: 'trouble'; readonly message: string | null }
  /** Something of these lists has changed: what runs there are and their marks, the queue, drafts, imported files, results of other programs, downloads. */
  | {
      readonly kind:
        | 'runs'
        | 'queue'
        | 'drafts'
        | 'library'
        | 'external'
        | 'reports'
        | 'downloads'
        | 'judging'
        | 'reproductions';
    };
