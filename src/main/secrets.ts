import { safeStorage } from 'electron';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { AppError } from '../shared/errors.ts';
import type { Secrets } from '../host/index.ts';

const fileSchema = z.record(z.string(), z.base64());

/** Opens the file of ciphertexts; nothing is ever written to it in clear. */
export function openSecrets(path: string): Secrets {
  const write = (ciphertexts: Readonly<Record<string, string>>) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, JSON.stringify(ciphertexts), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  return {
    has: (name) => Object.hasOwn(read(path), name),
    get(name) {
      const all = read(path);
      const ciphertext = Object.hasOwn(all, name) ? all[name] : undefined;
      if (ciphertext === undefined) return undefined;
      requireEncryption();
      try {
        return safeStorage.decryptString(Buffer.from(ciphertext, 'base64'));
      } catch (error) {
        throw new AppError(
          'secrets/unreadable',
          `The stored secret "${name}" cannot be decrypted by this user on this machine; enter it again.`,
          { cause: error },
        );
      }
    },
    set(name, secret) {
      requireEncryption();
      write({ ...read(path), [name]: safeStorage.encryptString(secret).toString('base64') });
    },
    delete(name) {
      const { [name]: _removed, ...rest } = read(path);
      if (Object.keys(rest).length > 0) write(rest);
      else rmSync(path, { force: true });
    },
  };
}

/** Without a keyring, Linux would "encrypt" with a password that everybody knows. */
function requireEncryption(): void {
  const isReal =
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text');
  if (isReal) return;
  throw new AppError(
    'secrets/no-encryption',
    'The system offers no keyring to keep a token in; install and unlock one (GNOME Keyring or KWallet), or set the token for each start.',
  );
}

function read(path: string): Record<string, string> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new AppError(
      'secrets/bad-file',
      `The file ${path} is not a list of encrypted secrets; move it away and enter them again.`,
      { cause: error },
    );
  }
}
