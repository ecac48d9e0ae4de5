/** The process that started this worker: Node's parent (headless) or the desktop (utility process). */
export interface Parent {
  /** False once it has gone. */
  isThere(): boolean;
  onMessage(listener: (message: unknown) => void): void;
  onGone(listener: () => void): void;
  /** Resolves when the message has left this process, or cannot any more because the parent is gone. */
  send(message: object): Promise<void>;
  /** Like `send`, for the last message before this process ends: resolves when it has arrived. */
  sendLast(message: object): Promise<void>;
}

/** What Electron gives a utility process as `process.parentPort`. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const seenLimitMs = 1000;

/** Finds the parent that can be talked to; null for a worker that was started by hand or by a scheduler. */
export function findParent(): Parent | null {
  // Only Electron sets it, and only in utility processes; workers know nothing else of Electron.
  const port = Reflect.get(process, 'parentPort') as ParentPort | undefined;
  if (port) return describePort(port);
  return process.send ? describeNodeParent() : null;
}

function describeNodeParent(): Parent {
  const send = (message: object): Promise<void> =>
    new Promise((resolve) => {
      if (!process.send || !process.connected) return resolve();
      process.send(message, undefined, undefined, () => resolve());
    });
  return {
    isThere: () => process.connected,
    onMessage: (listener) => void process.on('message', listener),
    onGone: (listener) => void process.on('disconnect', listener),
    send,
    sendLast: send,
  };
}

function describePort(port: ParentPort): Parent {
  return {
    isThere: () => true,
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    // The system ends a utility process together with the desktop.
    onGone: () => undefined,
    send: (message) => Promise.resolve(port.postMessage(message)),
    // The message and the news of this process's end travel on different ways: ending at once could overtake it.
    sendLast: (message) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, seenLimitMs);
        port.on('message', ({ data }) => {
          if (!isSeen(data)) return;
          clearTimeout(timer);
          resolve();
        });
        port.postMessage(message);
      }),
  };
}

function isSeen(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'seen';
}
