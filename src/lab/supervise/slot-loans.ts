import { CancelledError } from '../../shared/errors.ts';
import type { Slot } from './slots.ts';

/** A slot that work outside the queue has until it gives it back. */
export interface SlotLoan {
  readonly environment: Slot['environment'];
  giveBack(): void;
}

/** Waits for a slot; `onWait` is called if there is none at once. @throws CancelledError once the signal is aborted. */
export type BorrowSlot = (signal: AbortSignal, onWait?: () => void) => Promise<SlotLoan>;

export interface SlotLoansOptions {
  /** Takes a slot that nobody has; undefined where all are taken. */
  readonly take: () => Slot | undefined;
  /** The slot is free for stages again. */
  readonly giveBack: (slot: Slot) => void;
}

/** Lends slots of the queue to work that a person waits for, such as a judge's: the next that gets free, before any stage. */
export class SlotLoans {
  readonly #options: SlotLoansOptions;
  readonly #waiting = new Set<(slot: Slot) => void>();

  constructor(options: SlotLoansOptions) {
    this.#options = options;
  }

  borrow: BorrowSlot = async (signal, onWait) => {
    if (signal.aborted) throw new CancelledError();
    const slot = this.#options.take() ?? (await this.#wait(signal, onWait));
    let isLent = true;
    return {
      environment: slot.environment,
      giveBack: () => {
        if (isLent) this.#options.giveBack(slot);
        isLent = false;
      },
    };
  };

  /** Gives free slots to those who wait; to be called before a free slot is used for a stage. */
  serve(): void {
    for (const give of this.#waiting) {
      const slot = this.#options.take();
      if (!slot) return;
      give(slot);
    }
  }

  #wait(signal: AbortSignal, onWait?: () => void): Promise<Slot> {
    onWait?.();
    return new Promise((resolve, reject) => {
      const give = (slot: Slot) => {
        leave();
        resolve(slot);
      };
      const cancel = () => {
        leave();
        reject(new CancelledError());
      };
      const leave = () => {
        this.#waiting.delete(give);
        signal.removeEventListener('abort', cancel);
      };
      this.#waiting.add(give);
      signal.addEventListener('abort', cancel, { once: true });
    });
  }
}
