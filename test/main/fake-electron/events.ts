import type { EventEmitter } from 'node:events';

/** An event as Electron hands it to listeners that may refuse what it announces. */
export class FakeEvent {
  isPrevented = false;

  preventDefault(): void {
    this.isPrevented = true;
  }
}

/** Emits an event that can be refused, with its details on the event itself; true if nobody refused. */
export function emitRefusable(emitter: EventEmitter, name: string, details: object = {}): boolean {
  const event = Object.assign(new FakeEvent(), details);
  emitter.emit(name, event);
  return !event.isPrevented;
}
