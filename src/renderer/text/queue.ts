export const queueText = {
  title: 'Queue',
};
