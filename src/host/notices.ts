import { assertNever } from '../shared/errors.ts';
import type { Notice } from '../shared/contract/notices.ts';
import type { LabEvent } from '../lab/index.ts';

const batchEveryMs = 250;
const heartbeatEveryMs = 2000;

/** Collects what has changed and hands it to every open window in batches. */
export interface NoticeHub {
  post(notice: Notice): void;
  /** Batches until the signal is aborted; an empty one says that the lab is alive. */
  subscribe(signal: AbortSignal): AsyncGenerator<readonly Notice[], void>;
}

/** A hub whose subscribers each hold at most one notice of every kind and subject, however slowly they read. */
export function createNoticeHub(): NoticeHub {
  const pendings = new Set<Map<string, Notice>>();
  return {
    post(notice) {
      for (const pending of pendings) {
        const id = identify(notice);
        // Deleting first keeps the order of the last occurrences.
        pending.delete(id);
        pending.set(id, notice);
      }
    },
    async *subscribe(signal) {
      const pending = new Map<string, Notice>();
      pendings.add(pending);
      try {
        let quietMs = 0;
        yield [];
        while (!signal.aborted) {
          await wait(batchEveryMs, signal);
          quietMs += batchEveryMs;
          if (pending.size === 0 && quietMs < heartbeatEveryMs) continue;
          const batch = [...pending.values()];
          pending.clear();
          quietMs = 0;
          yield batch;
        }
      } finally {
        pendings.delete(pending);
      }
    },
  };
}

/** Tells the hub what an event of the lab means for windows. */
export function postLabEvent(hub: NoticeHub, event: LabEvent): void {
  switch (event.kind) {
    case 'stage.moved':
      hub.post({
        kind: 'stage',
        key: event.key,
        stageKind: event.stageKind,
        status: event.status,
        error: event.error,
      });
      return;
    case 'stage.progressed': {
      const { key, phase, done, total, fraction, remainingMs } = event;
      hub.post({ kind: 'progress', key, progress: { phase, done, total, fraction, remainingMs } });
      return;
    }
    case 'stage.grew':
      for (const kind of event.what) hub.post({ kind, key: event.key });
      return;
    case 'stage.logged':
      hub.post({ kind: 'log', key: event.key });
      return;
    case 'stage.scored':
      hub.post({ kind: 'scores', key: event.key });
      return;
    case 'run.moved':
      hub.post({ kind: 'run', runId: event.runId, experimentId: event.experimentId, status: event.status });
      return;
    case 'runs.changed':
      hub.post({ kind: 'runs' });
      return;
    case 'queue.changed':
      hub.post({ kind: 'queue' });
      return;
    case 'judging.moved':
      hub.post({ kind: 'judging' });
      return;
    case 'lab.troubled':
    case 'lab.failed':
      hub.post({ kind: 'trouble', message: event.message });
      return;
    default:
      assertNever(event);
  }
}

function identify(notice: Notice): string {
  if ('key' in notice) return `${notice.kind} ${notice.key}`;
  return 'runId' in notice ? `${notice.kind} ${notice.runId}` : notice.kind;
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
