export type { DatasetReport, ModelReport, OverlapReport, TokenLengths } from '../spec/inspection.ts';
