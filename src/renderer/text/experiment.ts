export const experimentText = {
  title: 'Experiment',
};
