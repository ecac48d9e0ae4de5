import { formatInstant } from '../../shared/report/format.ts';
import { isBrief } from './apply-layout.ts';
import type { ReportData } from '../../shared/views/report.ts';

/** Where the numbers come from, as rows of name and value; a brief report leaves files and libraries to its record. */
export function listProvenanceRows(data: ReportData): [string, string][] {
  const { provenance, experiment } = data;
  const statuses = Object.entries(data.runs.byStatus).map(([status, count]) => `${count} ${status}`);
  return [
    ['Experiment', experiment.id],
    ['Created', formatInstant(experiment.createdAtMs)],
    ['Runs', `${data.runs.total} (${statuses.join(', ')})`],
    ['Seeds', data.seeds.join(', ')],
    [
      'Judges and scorers',
      provenance.judges.map((judge) => `${judge.name} version ${judge.version}`).join(', ') || 'none yet',
    ],
    ['Booster Lab', `${provenance.codeVersion}${provenance.gitCommit ? `, commit ${provenance.gitCommit}` : ''}`],
    ['Engine revision', String(provenance.engineRevision)],
    ['Devices', provenance.devices.join('; ') || 'none yet'],
    ...(isBrief(data) ? [describeFiles(data)] : listFiles(data)),
  ];
}

function describeFiles({ provenance }: ReportData): [string, string] {
  const { models, datasets } = provenance;
  const files = `${models.length === 1 ? '1 base model' : `${models.length} base models`} and ${datasets.length} data files`;
  return ['Files', `${files}; report.json has their digests and the versions of all libraries`];
}

function listFiles({ provenance }: ReportData): [string, string][] {
  return [
    ...Object.entries(provenance.versions).map(([name, versions]): [string, string] => [name, versions.join(', ')]),
    ...provenance.models.map((model): [string, string] => ['Base model', `${model.path}, sha256 ${model.digest}`]),
    ...provenance.datasets.map(({ role, path, digest, rowCount }): [string, string] => [
      `Data: ${role}`,
      `${path}${rowCount === null ? '' : `, ${rowCount} rows`}, sha256 ${digest}`,
    ]),
  ];
}
