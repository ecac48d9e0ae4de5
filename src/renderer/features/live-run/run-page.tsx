import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function RunPage() {
  return <Page title={text.liveRun.title}>{null}</Page>;
}
