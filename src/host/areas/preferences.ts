import { join } from 'node:path';
import { z } from 'zod';
import type { HostContext } from '../context.ts';
import { readKeptFile, writeKeptFile } from '../preferences/kept-file.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';

const fileSchema = z.object({ version: z.literal(1), value: z.json() });

/** Settings of the window by name, one file each in the data folder, so that every window on it has the same. */
export function implementPreferences(os: RouterBuilder, { lab }: HostContext) {
  const locate = (name: string) => join(lab.dataFolder, 'window', 'preferences', `${name}.json`);
  return {
    get: os.preferences.get.handler(({ input }) => readKeptFile(locate(input.name), fileSchema)?.value ?? null),
    set: os.preferences.set.handler(({ input }) => {
      writeKeptFile(locate(input.name), { version: 1, value: input.value } satisfies z.infer<typeof fileSchema>);
    }),
  };
}
