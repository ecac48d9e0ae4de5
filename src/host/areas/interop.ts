import {
  importResults,
  listImported,
  listImportedCurves,
  previewImport,
  readImportedCurves,
  removeImported,
  restoreImported,
} from '../../lab/external/index.ts';
import { exporters, exportRuns, findExporter, selectExportRuns } from '../../lab/interop/export/index.ts';
import { importers } from '../../lab/interop/import/index.ts';
import type { InteropForm } from '../../shared/views/interop.ts';
import type { HostContext } from '../context.ts';
import { withSource } from '../interop/dropped-files.ts';
import { proposeExportFolder, requireWholePath } from '../interop/export-place.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { followSteps } from '../rpc/follow-steps.ts';

/** Results of other programs, and runs for them. */
export function implementInterop(os: RouterBuilder, { lab, hub, signal: ended }: HostContext) {
  const { dataFolder } = lab;
  const endOf = (signal: AbortSignal | undefined) => (signal ? AbortSignal.any([signal, ended]) : ended);
  return {
    forms: os.interop.forms.handler(() => ({
      imports: importers.map(describeForm),
      exports: exporters.map((exporter) => ({ ...describeForm(exporter), opening: exporter.opening })),
    })),
    preview: os.interop.preview.handler(({ input: { source, form }, signal }) =>
      withSource(source, (path) => previewImport(dataFolder, path, { form, signal: endOf(signal) })),
    ),
    import: os.interop.import.handler(async function* ({ input: { source, form, title }, signal }) {
      yield* followSteps(endOf(signal), async (watch) => {
        const imported = await withSource(source, (path) =>
          importResults(dataFolder, path, { form, title, nowMs: Date.now(), ...watch }),
        );
        hub.post({ kind: 'external' });
        return imported;
      });
    }),
    list: os.interop.list.handler(() => listImported(dataFolder)),
    remove: os.interop.remove.handler(({ input }) => {
      removeImported(dataFolder, input.id);
      hub.post({ kind: 'external' });
    }),
    restore: os.interop.restore.handler(({ input }) => {
      restoreImported(dataFolder, input.id);
      hub.post({ kind: 'external' });
    }),
    curveNames: os.interop.curveNames.handler(({ input }) => listImportedCurves(dataFolder, input.tables)),
    curves: os.interop.curves.handler(({ input }) => readImportedCurves(dataFolder, input.curves, input.maxPoints)),
    planExport: os.interop.planExport.handler(({ input: { selection, form } }) => {
      const { runs, leftOutCount } = selectExportRuns(lab, selection);
      const { name } = findExporter(form);
      return { folder: proposeExportFolder(dataFolder, name), runCount: runs.length, leftOutCount };
    }),
    export: os.interop.export.handler(async function* ({ input: { selection, form, folder }, signal }) {
      requireWholePath(folder);
      yield* followSteps(endOf(signal), (watch) =>
        exportRuns(lab, selectExportRuns(lab, selection), { form, folder, ...watch }),
      );
    }),
  };
}

function describeForm({ name, label, help }: InteropForm): InteropForm {
  return { name, label, help };
}
