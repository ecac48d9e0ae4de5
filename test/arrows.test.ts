import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBrokenArrow } from './support/arrow-rules.ts';
import { listCodeFiles, packageName, parseImports, readImports, repository } from './support/read-imports.ts';

const maximumLines = 350;
const folders = ['src', 'scripts', 'test', 'bench'];
// Both files are our own and committed; the tests fail loudly where their shape is another.
const manifest = JSON.parse(readText('package.json')) as { dependencies: object; devDependencies: object };
const lockfile = JSON.parse(readText('package-lock.json')) as {
  packages: Record<string, { optionalDependencies?: object }>;
};

describe('the import arrows', () => {
  it('hold for every import below src', () => {
    const broken = listCodeFiles('src')
      .flatMap(readImports)
      .flatMap((use) => findBrokenArrow(use) ?? []);
    expect(broken).toEqual([]);
  });

  it.each([
    ['src/shared/a.ts', "import { x } from '../lab/b.ts';"],
    ['src/engine/a.ts', "import { x } from '../store/b.ts';"],
    ['src/store/a.ts', "export { x } from '../engine/b.ts';"],
    ['src/lab/a.ts', "const x = await import('../engine/b.ts');"],
    ['src/lab/a.ts', "import type {\n  X,\n} from '../worker/b.ts';"],
    ['src/worker/a.ts', "import '../lab/b.ts';"],
    ['src/cli/a.ts', "import { x } from '../worker/b.ts';"],
    ['src/cli/a.ts', "import { x } from '../store/b.ts';"],
    ['src/main/a.ts', "import { x } from '../cli/b.ts';"],
    ['src/renderer/a.ts', "import { x } from '../lab/b.ts';"],
    ['src/engine/models/a.ts', "import { x } from '../methods/b.ts';"],
    ['src/engine/models/a.ts', "import { x } from '../data/b.ts';"],
    ['src/engine/methods/a.ts', "import { x } from '../data/b.ts';"],
    ['src/engine/models/a.ts', "import * as tf from '@tensorflow/tfjs-core';"],
    ['src/lab/a.ts', "import Database from 'better-sqlite3';"],
    ['src/lab/a.ts', "const { app } = require('electron');"],
    ['src/lab/a.ts', "import { x } from '../../scripts/b.mjs';"],
  ])('are broken by %s with %s', (from, text) => {
    expect(parseImports(from, text).map(findBrokenArrow)).toEqual([expect.stringContaining(from)]);
  });

  it.each([
    ['src/lab/a.ts', "import { x } from '../store/b.ts';"],
    ['src/engine/methods/a.ts', "import { tf } from '../runtime/tf.ts';"],
    ['src/engine/runtime/tf.ts', "export * as tf from '@tensorflow/tfjs-core';"],
    ['src/store/a.ts', "import Database from 'better-sqlite3';"],
  ])('allow %s with %s', (from, text) => {
    expect(parseImports(from, text).map(findBrokenArrow)).toEqual([undefined]);
  });
});

describe('the packages', () => {
  it('are listed in package.json wherever code imports them', () => {
    const listed = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]);
    const missing = listBareImports(folders).filter(({ specifier }) => !listed.has(packageName(specifier)));
    expect(missing.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });

  it('that the product needs are no development dependencies', () => {
    // Electron is what the product runs in, not what it brings; electron-builder insists on that.
    const listed = new Set([...Object.keys(manifest.dependencies), 'electron']);
    const missing = listBareImports(['src']).filter(({ specifier }) => !listed.has(packageName(specifier)));
    expect(missing.map(({ from, specifier }) => `${from} imports ${specifier}`)).toEqual([]);
  });

  it('for other platforms each have their own entry in package-lock.json', () => {
    const { packages } = lockfile;
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !listLookupPaths(path, name).some((candidate) => candidate in packages))
        .map((name) => `${path} wants ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

it(`no code file is longer than ${maximumLines} lines`, () => {
  const long = folders
    .flatMap(listCodeFiles)
    .map((path) => ({ path, lines: readText(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > maximumLines);
  expect(long).toEqual([]);
});

function listBareImports(from: readonly string[]) {
  return from
    .flatMap(listCodeFiles)
    .filter((path) => path !== 'test/arrows.test.ts')
    .flatMap(readImports)
    .filter(({ specifier, target }) => target === undefined && !isBuiltin(specifier));
}

/** Where npm would look for `name` from a package at `path`, nearest first. */
function listLookupPaths(path: string, name: string): string[] {
  const own = path === '' ? `node_modules/${name}` : `${path}/node_modules/${name}`;
  const parent = path.includes('/node_modules/') ? path.slice(0, path.lastIndexOf('/node_modules/')) : '';
  return path === '' ? [own] : [own, ...listLookupPaths(parent, name)];
}

function readText(path: string): string {
  return readFileSync(join(repository, path), 'utf8');
}
