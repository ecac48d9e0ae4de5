import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyStageFile, isEntryName, makePlainName } from '../../../src/lab/bundle/entry-names.ts';
import { findCollision, findForeignName } from '../../../src/lab/bundle/portable-names.ts';

const digest = 'a'.repeat(64);

describe('names that every system can write', () => {
  it.each([
    'con',
    'PRN.txt',
    'Aux.tar.gz',
    'nul.json',
    'COM1',
    'lpt9.jsonl',
    'COM\u00b9',
    'nul .json',
    'CONIN$',
    'name.',
    'name ',
    'a:b',
    'what?',
    'star*',
    'less<more>',
    'a|b',
    'a"b',
    'tab\there',
    'back\\slash',
  ])('are not %j, in no folder and as no folder', (name) => {
    expect(findForeignName(name)).not.toBeNull();
    expect(findForeignName(`stages/${name}`)).not.toBeNull();
    expect(findForeignName(`${name}/spec.json`)).not.toBeNull();
    expect(isEntryName(`data/${digest}/${name}`)).toBe(false);
    expect(classifyStageFile(`checkpoints/step-000004/${name}`)).toBeUndefined();
  });

  it.each(['console.json', 'auxiliary', 'com10', 'com', 'lpt', 'nully.json', 'a.b.c', 'com1x', 'x.con'])(
    'are such as %j',
    (name) => expect(findForeignName(`stages/${name}`)).toBeNull(),
  );

  it('are made of any name of a data file', () => {
    const devices = fc.constantFrom(
      'con',
      'NUL.jsonl',
      'aux.',
      'COM3.tar.gz',
      '...',
      '',
      'x'.repeat(100).concat('.'.repeat(40)),
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300, unit: 'binary' }), devices), (name) => {
        expect(isEntryName(`data/${digest}/${makePlainName(name)}`)).toBe(true);
      }),
      { seed: 20_261_124 },
    );
    expect(makePlainName('harmful rows (new).jsonl')).toBe('harmful_rows__new_.jsonl');
    expect(makePlainName('con.jsonl')).toBe('file-con.jsonl');
  });
});

describe('places that differ only in capitals', () => {
  it('are found in files and in folders', () => {
    expect(findCollision(['a/spec.json', 'b/spec.json', 'a/state.json'])).toBeUndefined();
    expect(findCollision(['a/spec.json', 'a/Spec.json'])).toEqual({ path: 'a/Spec.json', other: 'a/spec.json' });
    expect(findCollision(['one/a.json', 'One/b.json'])).toEqual({ path: 'One/b.json', other: 'one' });
  });
});
