import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function NewExperimentPage() {
  return <Page title={text.newExperiment.title}>{null}</Page>;
}
