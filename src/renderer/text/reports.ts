export const reportsText = {
  title: 'Reports',
};
