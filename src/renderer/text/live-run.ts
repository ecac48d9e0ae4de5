export const liveRunText = {
  title: 'Run',
};
