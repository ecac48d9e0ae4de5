export { readProbes } from './read-probes.ts';
export { type ProbeOptions, runProbes } from './run-probes.ts';
