import { answersText } from './answers.ts';
import { bundlesText } from './bundles.ts';
import { chartsText } from './charts.ts';
import { commonText } from './common.ts';
import { compareText } from './compare.ts';
import { datasetsText } from './datasets.ts';
import { experimentText } from './experiment.ts';
import { fileChooserText } from './file-chooser.ts';
import { homeText } from './home.ts';
import { hubText } from './hub.ts';
import { interopText } from './interop.ts';
import { judgesText } from './judges.ts';
import { liveRunText } from './live-run.ts';
import { modelsText } from './models.ts';
import { newExperimentText } from './new-experiment.ts';
import { playgroundText } from './playground.ts';
import { queueText } from './queue.ts';
import { reportsText } from './reports.ts';
import { reproduceText } from './reproduce.ts';
import { runsText } from './runs.ts';
import { samplesText } from './samples.ts';
import { shellText } from './shell.ts';

/** Every text of the window, by area: the one catalogue that a translation would replace. */
export const text = {
  answers: answersText,
  bundles: bundlesText,
  charts: chartsText,
  common: commonText,
  compare: compareText,
  datasets: datasetsText,
  experiment: experimentText,
  fileChooser: fileChooserText,
  home: homeText,
  hub: hubText,
  interop: interopText,
  judges: judgesText,
  liveRun: liveRunText,
  models: modelsText,
  newExperiment: newExperimentText,
  playground: playgroundText,
  queue: queueText,
  reports: reportsText,
  reproduce: reproduceText,
  runs: runsText,
  samples: samplesText,
  shell: shellText,
};
