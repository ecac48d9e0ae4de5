export { foreseeRungs } from './foresee-rungs.ts';
export { planNextRung } from './plan-next-rung.ts';
export { readAttackSearch } from './read-attack-search.ts';
