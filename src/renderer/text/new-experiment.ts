export const newExperimentText = {
  title: 'New experiment',
};
