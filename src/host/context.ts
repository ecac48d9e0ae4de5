import type { Lab } from '../lab/index.ts';
import type { NoticeHub } from './notices.ts';
import type { Previews } from './previews.ts';
import type { JudgeFollower } from './judging/follow-judges.ts';

/** Small secrets of the user, such as the token of a model hub, kept encrypted by the system. */
export interface Secrets {
  has(name: string): boolean;
  /** Undefined where there is none. @throws AppError secrets/unreadable, secrets/no-encryption. */
  get(name: string): string | undefined;
  /** @throws AppError secrets/no-encryption. */
  set(name: string, secret: string): void;
  delete(name: string): void;
}

/** What only a desktop can do for the window; absent in `serve`. */
export interface DesktopPowers {
  /** Shows a file or folder in the system's file manager. */
  openPath(path: string): Promise<void>;
  /** Prints a self-contained HTML page as a tagged PDF. */
  printPdf(html: string): Promise<Uint8Array>;
  readonly secrets: Secrets;
}

/** Where the product's own files lie; the desktop's bundle has them elsewhere than a checkout. */
export interface Places {
  /** Folder with presets/ and sample/. */
  readonly resources: string;
  /** Version of the product. */
  readonly version: string;
  /** The commit that is checked out; null outside a git checkout. */
  readonly gitCommit: string | null;
}

/** What the areas of the contract work with. */
export interface HostContext {
  readonly lab: Lab;
  readonly hub: NoticeHub;
  readonly previews: Previews;
  readonly places: Places;
  readonly desktop: DesktopPowers | null;
  readonly judges: JudgeFollower;
  /** Called with every bug that a call ran into; expected failures are not reported. */
  readonly reportBug: (error: unknown) => void;
  /** Aborted when the host shuts down: ends streams and jobs. */
  readonly signal: AbortSignal;
}
