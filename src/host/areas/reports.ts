import type { HostContext } from '../context.ts';
import type { RouterBuilder } from '../rpc/begin-router.ts';
import { notYet } from './not-yet.ts';

export function implementReports(os: RouterBuilder, _host: HostContext) {
  return {
    list: os.reports.list.handler(() => notYet()),
    preview: os.reports.preview.handler(() => notYet()),
    export: os.reports.export.handler(() => notYet()),
    read: os.reports.read.handler(() => notYet()),
    remove: os.reports.remove.handler(() => notYet()),
  };
}
