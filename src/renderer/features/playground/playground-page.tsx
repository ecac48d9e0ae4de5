import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function PlaygroundPage() {
  return <Page title={text.playground.title}>{null}</Page>;
}
