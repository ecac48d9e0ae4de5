import { commonText } from './common.ts';

const { runs } = commonText;
const count = (value: number) => value.toLocaleString('en-US');

export const queueText = {
  title: 'Queue',
  summary: (running: number, waiting: number, slots: number) =>
    `${count(running)} running on ${slots === 1 ? '1 slot' : `${count(slots)} slots`}, ${count(waiting)} waiting`,
  remaining: (duration: string) => `about ${duration} left`,
  pause: 'Pause the queue',
  paused: 'paused: what runs goes on, nothing new starts',
  emptyTitle: 'Nothing runs and nothing waits',
  emptyBody:
    'Experiments that are started wait here for a free slot, and can be put into another order, held back or cancelled. Stages that several runs share are done once.',
  newExperiment: 'New experiment',
  sample: 'Run the sample project from Home',
  running: (value: number) => `Running (${count(value)})`,
  noneWhilePaused: 'The queue is paused: nothing new is started.',
  noneYet: 'The next run is about to start.',
  waiting: (value: number) => `Waiting (${count(value)})`,
  nothingWaits: 'Nothing waits.',
  orderHelp: 'Drag, or Alt+↑ Alt+↓; Alt+Home to the top',
  releaseAll: (value: number) => `Release ${value === 1 ? 'the held run' : `all ${count(value)} held runs`}`,
  left: (duration: string) => `${duration} left`,
  noForecast: '–',
  held: 'On hold',
  hold: 'Hold back',
  release: 'Release',
  holdRun: (name: string) => `Hold back ${name}`,
  releaseRun: (name: string) => `Release ${name}`,
  cancel: 'Cancel',
  cancelRun: (name: string) => `Cancel ${name}`,
  cancelled: 'The run was cancelled; what it recorded is kept.',
  queuedAgain: (value: number) =>
    value === 0
      ? 'There was nothing left to queue.'
      : `${value === 1 ? '1 stage' : `${count(value)} stages`} queued again.`,
  moreOf: (name: string) => `More for ${name}`,
  toTop: 'To the top',
  up: 'Up',
  down: 'Down',
  toBottom: 'To the bottom',
  dragRun: (name: string) => `Move ${name}`,
  dragHelp: 'Press Space to lift the run, arrows to move it, Space to put it down, Escape to leave it where it was.',
  lifted: (name: string, place: number, all: number) => `${name} is lifted from place ${place} of ${all}.`,
  over: (name: string, place: number, all: number) => `${name} is over place ${place} of ${all}.`,
  moved: (name: string, place: number, all: number) => `${name} is now at place ${place} of ${all}.`,
  dropped: (name: string) => `${name} stays where it was.`,
  stageProgress: (name: string) => `Progress of ${name}`,
  sharedWith: (value: number) => `shared with ${value === 1 ? '1 other run' : `${count(value)} other runs`}`,
  stopped: (value: number) => `Stopped before the end (${count(value)})`,
  resume: 'Resume',
  retry: 'Retry',
  resumeRun: (name: string) => `Resume ${name}`,
  retryRun: (name: string) => `Retry ${name}`,
  resumeAll: (value: number) => `Resume all interrupted (${count(value)})`,
  retryAll: (value: number) => `Retry all failed (${count(value)})`,
  showAll: (value: number) => `Show all ${runs(value)}`,
  finished: 'Completed last',
  allRuns: 'All runs',
};
