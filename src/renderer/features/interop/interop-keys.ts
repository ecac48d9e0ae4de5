/** Keys of the commands about other programs, which the command palette lists too. */
export const interopKeys = { import: 'i r', export: 'i x' } as const;
