import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function HomePage() {
  return <Page title={text.home.title}>{null}</Page>;
}
