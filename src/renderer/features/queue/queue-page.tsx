import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function QueuePage() {
  return <Page title={text.queue.title}>{null}</Page>;
}
