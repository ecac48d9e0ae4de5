import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function ModelsPage() {
  return <Page title={text.models.title}>{null}</Page>;
}
