export type { DescribedRepo } from './describe-repo.ts';
export { describeRepo } from './describe-repo.ts';
export {
  countBytes,
  deleteDownload,
  type DownloadManifest,
  filePath,
  listDownloadFolders,
  readDownload,
} from './download-folder.ts';
export { beginDownload, type DownloadReading, runDownload } from './download-repo.ts';
export { defaultHubUrl, type HubAccess, parseHubUrl, parseRepoName } from './hub-access.ts';
export { searchHub } from './search-hub.ts';
