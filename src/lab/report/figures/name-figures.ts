/** Gives ids that are also file names: letters, digits and hyphens of the words, with a number behind those that are taken. */
export function makeNamer(): (...words: readonly string[]) => string {
  const taken = new Set<string>();
  return (...words) => {
    const slug = words
      .join(' ')
      .replaceAll('+', ' plus ')
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 60)
      .replace(/^-+|-+$/g, '');
    for (let count = 1; ; count++) {
      const name = count === 1 ? slug || 'figure' : `${slug || 'figure'}-${count}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
}
