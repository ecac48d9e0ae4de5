export const modelsText = {
  title: 'Models',
};
