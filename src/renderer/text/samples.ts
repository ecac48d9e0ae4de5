export const samplesText = {
  title: 'Samples',
};
