export const homeText = {
  title: 'Home',
};
