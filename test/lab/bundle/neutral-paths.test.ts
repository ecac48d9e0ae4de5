import { afterEach, describe, expect, it, vi } from 'vitest';
import { withoutFolders } from '../../../src/lab/bundle/neutral-paths.ts';

describe('texts of a bundle', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each(['/', ''])('stay as they are where the home folder is "%s", as in a container', (home) => {
    vi.stubEnv('HOME', home);
    expect(withoutFolders('Sci/Tech of /data/somebody/news.jsonl')).toBe('Sci/Tech of …/news.jsonl');
  });
});
