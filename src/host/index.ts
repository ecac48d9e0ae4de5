export { makeReportPage } from './bundles/bundle-page.ts';
export { listInputFolders } from './bundles/input-folders.ts';
export type { DesktopPowers, Places, Secrets } from './context.ts';
export { findCommit } from './find-commit.ts';
export { createHost, type Host, type HostOptions } from './host.ts';
export { previewPolicy, previewPrefix } from './previews.ts';
export type { LabRouter } from './router.ts';
export { servePort, serveSocket } from './rpc/transports.ts';
export { loadWindowFiles, type WindowFile, windowPolicy } from './window-files.ts';
