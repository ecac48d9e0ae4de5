import { type ImportUse, packageName } from './read-imports.ts';

/** Who may import whom (design: folders and arrows); every folder may import itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  shared: [],
  engine: ['shared'],
  store: ['shared'],
  lab: ['shared', 'store'],
  worker: ['shared', 'engine'],
  host: ['shared', 'lab'],
  main: ['shared', 'lab', 'host'],
  cli: ['shared', 'lab', 'host'],
  preload: ['shared'],
  renderer: ['shared'],
};

/** Inside the engine: for these parts the list is complete, other parts are free. */
const engineArrows: Readonly<Record<string, readonly string[]>> = { methods: ['models', 'runtime'] };
const engineBans: Readonly<Record<string, readonly string[]>> = { models: ['methods', 'data'] };

/** Packages that only these folders may import. */
const packageHomes: readonly { readonly matches: RegExp; readonly folders: readonly string[] }[] = [
  { matches: /^electron$/, folders: ['src/main/', 'src/preload/'] },
  { matches: /^better-sqlite3$/, folders: ['src/store/'] },
  { matches: /^@tensorflow\//, folders: ['src/engine/runtime/'] },
];

/** Says in one sentence which rule an import of a file below src/ breaks; undefined when it is fine. */
export function findBrokenArrow({ from, specifier, target }: ImportUse): string | undefined {
  if (target === undefined) return findPackageOutsideItsHome(from, specifier);
  const [root, fromFolder = '', fromPart = ''] = from.split('/');
  const [targetRoot, toFolder = '', toPart = ''] = target.split('/');
  if (root !== 'src') return undefined;
  if (targetRoot !== 'src') return `${from} imports ${target}, which lies outside src`;
  const allowed = arrows[fromFolder];
  if (!allowed) return `${from} lies in src/${fromFolder}, a folder that the arrows do not name`;
  if (fromFolder !== toFolder) {
    return allowed.includes(toFolder)
      ? undefined
      : `${from} imports ${target}, but ${fromFolder} may not import ${toFolder}`;
  }
  if (fromFolder !== 'engine' || fromPart === toPart) return undefined;
  const only = engineArrows[fromPart];
  const isBanned = engineBans[fromPart]?.includes(toPart) || (only !== undefined && !only.includes(toPart));
  return isBanned ? `${from} imports ${target}, but engine/${fromPart} may not import engine/${toPart}` : undefined;
}

function findPackageOutsideItsHome(from: string, specifier: string): string | undefined {
  const home = packageHomes.find(({ matches }) => matches.test(packageName(specifier)));
  if (!home || home.folders.some((folder) => from.startsWith(folder))) return undefined;
  return `${from} imports ${specifier}, which only ${home.folders.join(' and ')} may import`;
}
