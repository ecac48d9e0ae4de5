export type { DatasetReport, ModelReport, TokenLengths } from '../spec/inspection.ts';
