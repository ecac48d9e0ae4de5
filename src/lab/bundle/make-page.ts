import { createHash } from 'node:crypto';
import { html } from '../report/html/html.ts';

/** Ends the reading of the file where the page ends. */
const stopScript = 'window.stop()';
const policyStart = 'script-src ';
const end = '</body>\n</html>\n';
const contentStart = /<main [^>]*>\n/;

/**
 * Makes the page of a bundle of a report's page: says what the file is, and leaves it open at its end, so that the archive behind it is
 * text that nothing shows. Like the report it loads nothing. With a large archive behind it, a script keeps the browser from reading on.
 */
export function makeBundlePage(reportPage: string, { isLarge }: { readonly isLarge: boolean }): string {
  const main = contentStart.exec(reportPage);
  if (!main || !reportPage.endsWith(end)) throw new Error('The report page is not built as a bundle needs it.');
  const start = main.index + main[0].length;
  const notice = html`<div class="note"><p>This file is a bundle of Booster Lab: behind this page it holds the settings, logs, scores and answers of these runs with a digest of each. Without their data it is a report; to have the runs themselves, give the file to <code>npm run lab -- import FILE</code>, or choose “Import bundle…” in the window. <code>npm run lab -- verify FILE</code> says whether every byte is as it was written, and <code>npm run lab -- reproduce FILE</code> runs it again and compares. Any program for ZIP files opens it too.</p></div>\n`;
  // A plaintext element has no end, whatever bytes follow.
  const page = `${reportPage.slice(0, start)}${notice.markup}${reportPage.slice(start, -end.length)}`;
  return isLarge ? `${allowStop(page)}<script>${stopScript}</script><plaintext hidden>` : `${page}<plaintext hidden>`;
}

function allowStop(page: string): string {
  const hash = createHash('sha256').update(stopScript).digest('base64');
  if (!page.includes(policyStart)) throw new Error('The report page has no policy for scripts.');
  return page.replace(policyStart, () => `${policyStart}&#39;sha256-${hash}&#39; `);
}
