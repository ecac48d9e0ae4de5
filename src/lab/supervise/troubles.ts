import { AppError } from '../../shared/errors.ts';
import { isDamage, isStoreTrouble } from '../../store/index.ts';
import { damagedSentence, markDamaged } from '../guard-damage.ts';

const systemCodes = ['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE'];

/** True for what a full disk or a lost drive does: it goes away without us, and what was asked for can be tried again. */
export function isTrouble(error: unknown): boolean {
  if (isStoreTrouble(error)) return true;
  if (error instanceof AppError) return error.code === 'lab/cannot-write' || error.code === 'lab/unreadable-file';
  return error instanceof Error && 'code' in error && systemCodes.includes(String(error.code));
}

/** What keeps the lab from recording at present, by what it was about to do. */
export class Troubles {
  readonly #sentences = new Map<string, string>();
  readonly #dataFolder: string;
  readonly #tell: (message: string | null) => void;

  /** `tell` is called whenever the sentence to show has changed. */
  constructor(dataFolder: string, tell: (message: string | null) => void) {
    this.#dataFolder = dataFolder;
    this.#tell = tell;
  }

  /** One sentence for people; null while all is well. */
  get current(): string | null {
    const [first] = this.#sentences.values();
    return first ?? null;
  }

  /** Takes note of a failure. @throws the error itself where it will not go away by itself. */
  note(subject: string, error: unknown): void {
    if (isDamage(error)) markDamaged(this.#dataFolder);
    else if (!isTrouble(error)) throw error;
    const reason = (error instanceof Error ? error.message : String(error)).replace(/([^.])$/, '$1.');
    const sentence = isDamage(error)
      ? damagedSentence
      : `The lab cannot record what happens at present: ${reason} Free space or mend the disk; it goes on by itself.`;
    this.#change(() => this.#sentences.set(subject, sentence));
  }

  /** What was noted under the subject has been done after all. */
  clear(subject: string): void {
    if (this.#sentences.has(subject)) this.#change(() => this.#sentences.delete(subject));
  }

  #change(change: () => void): void {
    const before = this.current;
    change();
    if (this.current !== before) this.#tell(this.current);
  }
}
