/** Keys of the commands about bundles, which the command palette lists too. */
export const bundleKeys = { make: 'b m', import: 'b i', reproduce: 'b r' } as const;
