import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { ReadFile, WrittenReport } from '../../shared/contract/compare.ts';
import { AppError } from '../../shared/errors.ts';
import { dropOld } from '../../lab/folder/drop-old.ts';
import { readJsonFile, writeJsonFile } from '../../lab/folder/json-file.ts';

const manifestName = 'report-manifest.json';
const manifestSchema = z.object({ version: z.literal(1), title: z.string(), writtenAtMs: z.number() });
/** Begins with a dot, so that it is nobody's report. */
const removedName = '.removed';

/** The folder of written reports, one folder each; also those that the command line wrote, which have no manifest. */
export interface ReportShelf {
  /** Newest first. */
  list(): WrittenReport[];
  /** A new folder for a report of this title; `write` fills it, and then it is on the shelf. */
  add(title: string, write: (folder: string) => Promise<void> | void): Promise<WrittenReport>;
  /** A file of a report, text as such and all else as base64. @throws AppError report/no-file. */
  read(path: string): ReadFile;
  /** @throws AppError report/no-report. */
  remove(id: string): void;
  /** @throws AppError report/no-report, report/replaced where a new one stands in its place. */
  restore(id: string): void;
}

/** The shelf in a data folder; `listTitles` names reports that have no manifest, by id. */
export function openReportShelf(dataFolder: string, listTitles: () => ReadonlyMap<string, string>): ReportShelf {
  const folder = join(dataFolder, 'reports');
  const removed = join(folder, removedName);
  dropOld(removed);

  function view(id: string, findTitle: (id: string) => string | undefined): WrittenReport | undefined {
    const path = join(folder, id);
    const names = listFiles(path);
    if (!names.some((name) => mainFile.test(name))) return undefined;
    const found = names
      .toSorted(compareFiles)
      .map((name) => ({ name, path: join(path, name), state: statSync(join(path, name)) }));
    const manifest = readManifest(path);
    return {
      id,
      title: manifest?.title ?? findTitle(id) ?? id,
      folder: path,
      writtenAtMs: manifest?.writtenAtMs ?? Math.max(...found.map((file) => file.state.mtimeMs)),
      files: found.map(({ name, path: file, state }) => ({ name, path: file, sizeBytes: state.size })),
    };
  }

  function move(id: string, from: string, to: string): void {
    const source = join(from, id);
    if (basename(id) !== id || id.startsWith('.') || !existsSync(source)) {
      throw new AppError('report/no-report', `There is no report "${id}"; the list shows those that there are.`);
    }
    mkdirSync(to, { recursive: true });
    if (to === removed) rmSync(join(to, id), { recursive: true, force: true });
    else if (existsSync(join(to, id))) {
      throw new AppError('report/replaced', `A new report "${id}" stands in the place of the removed one; it is kept.`);
    }
    renameSync(source, join(to, id));
  }

  return {
    list() {
      // Read once, and only where a report needs it: it takes a look at every experiment.
      let titles: ReadonlyMap<string, string> | null = null;
      const findTitle = (id: string) => (titles ??= listTitles()).get(id);
      return listFolders(folder)
        .flatMap((id) => view(id, findTitle) ?? [])
        .sort((left, right) => right.writtenAtMs - left.writtenAtMs || (left.id < right.id ? -1 : 1));
    },
    async add(title, write) {
      const id = nameFolder(folder, title);
      const path = join(folder, id);
      try {
        mkdirSync(path, { recursive: true });
        await write(path);
        writeJsonFile(join(path, manifestName), { version: 1, title, writtenAtMs: Date.now() });
      } catch (error) {
        rmSync(path, { recursive: true, force: true });
        throw error;
      }
      const report = view(id, () => title);
      if (!report) throw new Error(`The report ${id} has no files.`);
      return report;
    },
    read(path) {
      const name = basename(path);
      if (!isFileOfShelf(folder, path)) {
        throw new AppError('report/no-file', `"${name}" is not a file of a report in ${folder}.`);
      }
      if (/\.(html|md|csv|json|tex|svg|bib|sty)$/.test(name)) return { name, text: readFileSync(path, 'utf8') };
      return { name, base64: readFileSync(path).toString('base64') };
    },
    remove: (id) => move(id, folder, removed),
    restore: (id) => move(id, removed, folder),
  };
}

/** What tells a report from any other folder. */
const mainFile = /^(report\.|data\/)/;
const fileOrder = ['report.html', 'report.pdf', 'report.md', 'report.tex', 'report.csv', 'report.json', 'README.md'];

/** What is for reading first, then the data and the pictures by name. */
function compareFiles(left: string, right: string): number {
  const rank = (name: string): number => (fileOrder.includes(name) ? fileOrder.indexOf(name) : fileOrder.length);
  return rank(left) - rank(right) || (left < right ? -1 : 1);
}

/** The files of a report by their places with "/", without what is half written or kept for the shelf. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== manifestName && !entry.name.endsWith('.partial'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

/** A broken manifest is no reason to hide a report. */
function readManifest(folder: string): z.infer<typeof manifestSchema> | undefined {
  try {
    return readJsonFile(join(folder, manifestName), manifestSchema);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** A file somewhere in reports/<id>, with links followed; never one that was removed or the shelf's own. */
function isFileOfShelf(folder: string, path: string): boolean {
  if (!existsSync(path) || !existsSync(folder) || basename(path) === manifestName) return false;
  const place = relative(realpathSync(folder), realpathSync(path)).split(sep);
  const [id = ''] = place;
  return place.length > 1 && !id.startsWith('.') && statSync(path).isFile();
}

/** "2026-11-24 12-30 Booster against SFT" in letters that every file system takes. */
function nameFolder(folder: string, title: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-+|-+$/g, '');
  const day = new Date().toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  const base = `${day}-${slug || 'report'}`;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!existsSync(join(folder, id))) return id;
  }
}

function listFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}
