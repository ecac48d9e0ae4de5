import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { ExternalCurve } from '../external/external-result.ts';
import type {
  ExportForm,
  ExportPlan,
  ImportedCurveName,
  ImportedResults,
  ImportPreview,
  InteropForm,
  WrittenExport,
} from '../views/interop.ts';
import type { WorkStep } from '../views/work.ts';
import { selectionSchema } from './compare.ts';

/** A path below a dropped folder, such as "grid/evaluation.json": no step out of it, and none that another system takes for one. */
const droppedPath = z
  .string()
  .max(1000)
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0]/.test(part)),
    'a path below the dropped folder was expected',
  );

/** What is imported: a file or folder on the lab's machine, or files that were dropped into a browser, which has no paths. */
export const importSourceSchema = z.union([
  z.strictObject({ path: z.string().min(1) }),
  z.strictObject({
    files: z
      .array(z.strictObject({ path: droppedPath, base64: z.base64() }))
      .min(1)
      .max(20_000),
  }),
]);
export type ImportInput = z.infer<typeof importSourceSchema>;

/** Name of the form; recognised without it. */
const form = z.string().optional();

export const interopContract = {
  forms: oc.output(type<{ readonly imports: readonly InteropForm[]; readonly exports: readonly ExportForm[] }>()),
  /** Reads a source whole and keeps nothing. */
  preview: oc.input(z.object({ source: importSourceSchema, form })).output(type<ImportPreview>()),
  import: oc
    .input(z.object({ source: importSourceSchema, form, title: z.string().trim().min(1).max(200).optional() }))
    .output(eventIterator(type<WorkStep<ImportedResults>>())),
  /** Newest first. */
  list: oc.output(type<readonly ImportedResults[]>()),
  /** Puts imported results aside; `restore` brings them back for a week. */
  remove: oc.input(z.object({ id: z.string() })).output(type<void>()),
  restore: oc.input(z.object({ id: z.string() })).output(type<void>()),
  /** What curves some external tables have. */
  curveNames: oc.input(z.object({ tables: z.array(z.string()).max(50) })).output(type<readonly ImportedCurveName[]>()),
  /** Imported curves, thinned to so many points each. */
  curves: oc
    .input(
      z.object({
        curves: z.array(z.strictObject({ tableId: z.string(), id: z.string() })).max(100),
        maxPoints: z.int().min(4).max(10_000),
      }),
    )
    .output(type<readonly (ExternalCurve & { readonly tableId: string })[]>()),
  planExport: oc.input(z.object({ selection: selectionSchema, form: z.string() })).output(type<ExportPlan>()),
  /** Writes runs into a new folder on the lab's machine. */
  export: oc
    .input(z.object({ selection: selectionSchema, form: z.string(), folder: z.string().min(1) }))
    .output(eventIterator(type<WorkStep<WrittenExport>>())),
};
