import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { Notice } from './notices.ts';

/** Who serves the window. */
export interface Hello {
  /** Version of the product; a window of another version has to be reloaded. */
  readonly version: string;
  /** `desktop` can open folders and print PDF; `browser` is the window of `serve`. */
  readonly host: 'desktop' | 'browser';
  readonly platform: string;
  readonly dataFolder: string;
  readonly slots: number;
  /** Sentences about what was found or mended when the lab was opened. */
  readonly warnings: readonly string[];
}

/** A missing part of the engine, and how to get it. */
export interface EngineProblem {
  readonly what: string;
  readonly fix: string;
}

export interface GpuState {
  readonly name: string;
  readonly memoryTotalBytes: number;
  readonly memoryUsedBytes: number;
  /** 0..1 */
  readonly load: number;
}

export interface EngineState {
  /** What training runs on. */
  readonly device: 'cpu' | 'gpu';
  /** TensorFlow's version, null where it is missing. */
  readonly tensorflow: string | null;
  readonly cpuName: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly diskFreeBytes: number;
  readonly gpus: readonly GpuState[];
  /** Empty when everything is there. */
  readonly problems: readonly EngineProblem[];
}

/** What the machine does now. */
export interface MachineLoad {
  /** 0..1 over all cores, since the last question. */
  readonly cpu: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  /** Resident memory of the running workers together. */
  readonly workersBytes: number;
  readonly gpus: readonly GpuState[];
}

export interface FolderEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'folder' | 'file';
  readonly sizeBytes: number;
  /** The folder has a config.json and weights. */
  readonly isModel: boolean;
}

export interface FolderListing {
  readonly path: string;
  /** Null at the root. */
  readonly parent: string | null;
  readonly entries: readonly FolderEntry[];
}

export const systemContract = {
  hello: oc.output(type<Hello>()),
  /** Batches of what has changed, until the caller stops. */
  notices: oc.output(eventIterator(type<readonly Notice[]>())),
  engine: oc.output(type<EngineState>()),
  load: oc.output(type<MachineLoad>()),
  /** Folders and files for the file chooser; null is the user's home folder. Hidden entries are left out. */
  listFolder: oc.input(z.object({ path: z.string().nullable() })).output(type<FolderListing>()),
  /** Shows a file or folder of the data folder in the system's file manager; desktop only. */
  openPath: oc.input(z.object({ path: z.string() })).output(type<void>()),
};
