export const playgroundText = {
  title: 'Playground',
};
