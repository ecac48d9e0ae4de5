export const datasetsText = {
  title: 'Datasets',
};
