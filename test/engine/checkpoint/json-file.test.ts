import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readJsonFile } from '../../../src/engine/checkpoint/index.ts';
import { findJsonProblem } from '../../../src/engine/checkpoint/json-structure.ts';
import { catchError, createFolder } from './safetensors-files.ts';

const schema = z.object({ layers: z.array(z.object({ size: z.int().positive() })) });

function read(content: string | Uint8Array): unknown {
  const file = join(createFolder(), 'config.json');
  writeFileSync(file, content);
  return readJsonFile(file, schema);
}

describe('readJsonFile', () => {
  it('gives what the schema describes', () => {
    expect(read('{"layers":[{"size":3}]}')).toEqual({ layers: [{ size: 3 }] });
  });

  it.each([
    [
      'a wrong value',
      '{"layers":[{"size":3},{"size":-4}]}',
      'file/invalid',
      /config\.json: key "layers\.1\.size": .*; found -4\./,
    ],
    ['a missing key', '{}', 'file/invalid', /key "layers": .*expected array.*; found nothing\./],
    ['a wrong top level', '[1, 2]', 'file/invalid', /the top level: .*expected object.*; found a list of 2\./],
    ['no JSON', '{"layers":', 'file/invalid-json', /valid JSON was expected/],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'file/invalid-json', /UTF-8 text was expected/],
    ['a key given twice', '{"layers":[],"layers":[]}', 'file/invalid-json', /holds the key "layers" twice/],
    ['deep nesting', '['.repeat(100_000), 'file/invalid-json', /nests deeper than 64 levels/],
  ])('says what is wrong with %s', (_, content, code, message) => {
    expect(catchError(() => read(content))).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('says when there is no such file', () => {
    expect(catchError(() => readJsonFile(join(createFolder(), 'gone.json'), schema))).toMatchObject({
      code: 'file/not-found',
    });
  });
});

describe('findJsonProblem', () => {
  it('finds nothing in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(findJsonProblem(JSON.stringify(value), 64)).toBeUndefined();
      }),
    );
  });

  it('finds a key that is added a second time, however it is spelled', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (value) => {
        const [key = ''] = Object.keys(value);
        const escaped = [...Array(key.length).keys()].map(
          (i) => `\\u${key.charCodeAt(i).toString(16).padStart(4, '0')}`,
        );
        const text = `${JSON.stringify(value).slice(0, -1)},"${escaped.join('')}":null}`;
        expect(findJsonProblem(text, 64)).toEqual({ kind: 'duplicate-key', key });
      }),
    );
  });

  it('ends for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', 'a') }),
        (text) => void findJsonProblem(text, 4),
      ),
    );
  });
});
