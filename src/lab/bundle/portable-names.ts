/** What Windows takes for a device, whatever its extension: a file "nul.json" cannot be written there. */
const deviceName =
  /^(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)[ ]*(\..*)?$/i;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for.
const forbiddenSign = /[<>:"|?*\\\u0000-\u001f]/;

/**
 * Why not every system can write a file of this name, to follow its entry's name; null where all can. Names are parts of a path, between
 * slashes. A name that only some systems can write would make a bundle that only some can import.
 */
export function findForeignName(path: string): string | null {
  for (const name of path.split('/')) {
    const said = JSON.stringify(name);
    if (deviceName.test(name)) return `has the name of a device of Windows (${said}), which cannot be written there`;
    if (/[. ]$/.test(name)) return `ends with a dot or a space (${said}), which Windows leaves out`;
    const [sign] = forbiddenSign.exec(name) ?? [];
    if (sign !== undefined)
      return `has a sign that Windows does not allow in names (${JSON.stringify(sign)} in ${said})`;
  }
  return null;
}

/**
 * The first path that lies in a folder, or is a file, whose name differs from one before only in capitals: on some systems
 * both are one. Undefined where there is none.
 */
export function findCollision(paths: Iterable<string>): { readonly path: string; readonly other: string } | undefined {
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const parts = path.split('/');
    for (const length of parts.keys()) {
      const place = parts.slice(0, length + 1).join('/');
      const known = spellings.get(place.toLowerCase());
      if (known !== undefined && known !== place) return { path, other: known };
      spellings.set(place.toLowerCase(), place);
    }
  }
  return undefined;
}
