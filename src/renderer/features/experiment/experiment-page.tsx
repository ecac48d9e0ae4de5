import { Page } from '../../components/page.tsx';
import { text } from '../../text/index.ts';

export function ExperimentPage() {
  return <Page title={text.experiment.title}>{null}</Page>;
}
