import { text } from '../../../text/index.ts';
import type { TableModel } from '../model/build-model.ts';
import { type Column, isNumeric } from '../model/column.ts';
import { formatValue } from '../model/format-value.ts';
import { findColumn } from './find-column.ts';
import { readAmount } from './read-amount.ts';
import { type Comparison, readTerms, type WrittenTerm } from './read-terms.ts';
import { stateTests } from './states.ts';

/** Something in the filter that asks for nothing; the rest of the filter holds all the same. */
export interface FilterProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface Filtered {
  /** In the order of the given ones. */
  readonly rows: readonly number[];
  readonly problems: readonly FilterProblem[];
}

type RowTest = (row: number) => boolean;
type Reading = { readonly test: RowTest } | { readonly problem: string };

/** The rows that fit every word of the filter; see `readTerms` for its form. */
export function filterRows(model: TableModel, filter: string, rows: readonly number[]): Filtered {
  const problems: FilterProblem[] = [];
  const tests: RowTest[] = [];
  for (const term of readTerms(filter)) {
    const reading = readTerm(term, model);
    if ('problem' in reading) problems.push({ message: reading.problem, start: term.start, end: term.end });
    else tests.push(term.isNegated ? (row) => !reading.test(row) : reading.test);
  }
  return { rows: tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row))), problems };
}

function readTerm(term: WrittenTerm, model: TableModel): Reading {
  if (term.field === null) return { test: testWord(term.values[0] ?? '', model.columns) };
  if (term.field.toLowerCase() === 'is') return readStates(term, model);
  const found = findColumn(term.field, model.columns);
  switch (found.kind) {
    case 'unknown':
      return { problem: text.runs.filter.unknownField(term.field, found.suggestion) };
    case 'several':
      return {
        problem: text.runs.filter.severalFields(
          term.field,
          found.columns.map((column) => column.path),
        ),
      };
    case 'column':
      return readComparison(term, found.column);
  }
}

function readStates(term: WrittenTerm, { rows }: TableModel): Reading {
  const tests = term.values.map((value) => stateTests[value.toLowerCase()]);
  const unknown = term.values.find((_, index) => tests[index] === undefined);
  if (unknown !== undefined) return { problem: text.runs.filter.unknownState(unknown, Object.keys(stateTests)) };
  return {
    test: (index) => {
      const row = rows[index];
      return row !== undefined && tests.some((test) => test?.(row));
    },
  };
}

function readComparison({ comparison, values }: WrittenTerm, column: Column): Reading {
  const isOrdered = comparison !== ':' && comparison !== '=' && comparison !== '!=';
  if (isOrdered || isNumeric(column)) {
    const amounts = values.map((value) => readAmount(value, column.valueType));
    const wrong = values.find((_, index) => amounts[index] === null);
    if (wrong !== undefined) return { problem: text.runs.filter.noNumber(wrong, column.path, column.valueType) };
    if (isOrdered && !isNumeric(column) && column.valueType !== 'time' && !holdsNumbers(column)) {
      return { problem: text.runs.filter.noOrder(column.path) };
    }
    return {
      test: testDistinct(
        column,
        (value) => typeof value === 'number' && amounts.some((amount) => compare(value, comparison, amount ?? 0)),
      ),
    };
  }
  const wanted = values.map((value) => value.toLowerCase());
  const fits = (value: unknown) => {
    // A tag or another part of a list is meant, not all of them joined.
    const texts = (Array.isArray(value) ? value.map(String) : [formatValue(column, value), String(value)]).map((part) =>
      part.toLowerCase(),
    );
    return wanted.some((want) => texts.some((part) => (comparison === ':' ? part.includes(want) : part === want)));
  };
  return { test: testDistinct(column, comparison === '!=' ? (value) => !fits(value) : fits) };
}

function holdsNumbers(column: Column): boolean {
  return column.distinct.some((value) => typeof value === 'number');
}

function compare(value: number, comparison: Comparison, amount: number): boolean {
  const isSame = Math.abs(value - amount) <= 1e-9 * Math.max(Math.abs(value), Math.abs(amount));
  switch (comparison) {
    case ':':
    case '=':
      return isSame;
    case '!=':
      return !isSame;
    case '<':
      return value < amount && !isSame;
    case '<=':
      return value < amount || isSame;
    case '>':
      return value > amount && !isSame;
    case '>=':
      return value > amount || isSame;
  }
}

/** A word may stand anywhere in a run's names, tags, notes or settings; numbers of measurements are not searched. */
function testWord(word: string, columns: readonly Column[]): RowTest {
  const wanted = word.toLowerCase();
  const tests = columns
    .filter((column) => ['text', 'tags', 'status'].includes(column.valueType) && column.path !== 'seedGroup')
    .flatMap((column) => {
      const hits = column.distinct.map(
        (value) => value !== null && value !== undefined && formatValue(column, value).toLowerCase().includes(wanted),
      );
      return hits.includes(true) ? [(row: number) => hits[column.indices[row] ?? -1]] : [];
    });
  return (row) => tests.some((test) => test(row));
}

/** Asks once per distinct value, not once per row. */
function testDistinct(column: Column, test: (value: unknown) => boolean): RowTest {
  const hits = column.distinct.map(test);
  return (row) => hits[column.indices[row] ?? -1];
}
