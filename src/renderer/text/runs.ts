export const runsText = {
  title: 'Runs',
};
