export const compareText = {
  title: 'Compare',
};
