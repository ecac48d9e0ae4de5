import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSecrets } from '../../src/main/secrets.ts';
import { makeTemporaryFolder } from '../store/fixtures/temporary-folder.ts';
import { safeStorage } from './fake-electron/index.ts';

vi.mock('electron', () => import('./fake-electron/index.ts'));

afterEach(() => Object.assign(safeStorage, { isAvailable: true, backend: 'gnome_libsecret' }));

describe('secrets', () => {
  it('are given back by a later start, and lie on disk as ciphertext alone', () => {
    const path = join(makeTemporaryFolder(), 'user', 'secrets.json');
    openSecrets(path).set('hub', 'hf_token');
    const later = openSecrets(path);
    expect([later.has('hub'), later.get('hub'), later.has('other'), later.get('other')]).toEqual([
      true,
      'hf_token',
      false,
      undefined,
    ]);
    expect(readFileSync(path, 'utf8')).not.toContain('hf_token');
    later.delete('hub');
    expect(openSecrets(path).has('hub')).toBe(false);
  });

  it('keep names apart from what every object has', () => {
    const secrets = openSecrets(join(makeTemporaryFolder(), 'secrets.json'));
    expect(secrets.has('constructor')).toBe(false);
    expect(secrets.get('toString')).toBeUndefined();
  });

  it('are refused where there is no encryption', () => {
    safeStorage.isAvailable = false;
    expect(() => openSecrets(join(makeTemporaryFolder(), 'secrets.json')).set('hub', 'hf_token')).toThrow(
      /offers no keyring/,
    );
  });

  // Only Linux has this backend.
  it.skipIf(process.platform !== 'linux')(
    'are refused where they are "encrypted" with a password that everybody knows',
    () => {
      safeStorage.backend = 'basic_text';
      expect(() => openSecrets(join(makeTemporaryFolder(), 'secrets.json')).set('hub', 'hf_token')).toThrow(
        /offers no keyring/,
      );
    },
  );

  it('say what is wrong with a file that somebody else wrote', () => {
    const path = join(makeTemporaryFolder(), 'secrets.json');
    writeFileSync(path, '{"hub": 1}');
    expect(() => openSecrets(path).get('hub')).toThrow(/secrets\.json is not a list of encrypted secrets/);
    writeFileSync(path, '{"hub": ""}');
    expect(() => openSecrets(path).get('hub')).toThrow(/cannot be decrypted/);
  });
});
