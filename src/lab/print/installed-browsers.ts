import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What decides where a browser is looked for. */
export interface BrowserPlaces {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Names on the PATH; all of them are built on Chromium. */
const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** Where Chromium, Chrome and Edge lie if they are installed, the first choice first. */
export function listBrowserPlaces({ platform, env }: BrowserPlaces): string[] {
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => names.map((name) => join(folder, name)));
  switch (platform) {
    case 'darwin':
      return [
        ...onPath,
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      ];
    case 'win32':
      return [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].flatMap((folder) =>
        folder === undefined
          ? []
          : [
              join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
              join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
            ],
      );
    default:
      return onPath;
  }
}

/** The browser of this machine, or the one that BOOSTER_LAB_BROWSER names; undefined where there is none. */
export function findInstalledBrowser(): string | undefined {
  const { env, platform } = process;
  const named = env['BOOSTER_LAB_BROWSER'];
  return (named ? [named] : listBrowserPlaces({ platform, env })).find(existsSync);
}
