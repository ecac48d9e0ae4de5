import { Alert, Badge, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Shade 8 carries white text at 5.7:1, in light and dark alike. */
const lab: MantineColorsTuple = [
  '#e8f6fa',
  '#d3e9f1',
  '#a5d2e2',
  '#74bad3',
  '#4ea6c6',
  '#369abe',
  '#2794bb',
  '#1781a4',
  '#066f90',
  '#00607d',
];

export const theme = createTheme({
  primaryColor: 'lab',
  colors: { lab },
  // Mantine's own default (6 and 8) fails WCAG AA for filled buttons in light mode.
  primaryShade: { light: 8, dark: 8 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, "DejaVu Sans Mono", Menlo, Consolas, monospace',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // The header of a dialog is not the banner of the page, which is what <header> says in a portal.
    ModalHeader: { defaultProps: { component: 'div' } },
    DrawerHeader: { defaultProps: { component: 'div' } },
    // Mantine's placeholder for the first focus is a child that a menu may not have.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    // Mantine's own text on its light tints fails WCAG AA.
    Badge: Badge.extend({
      styles: (_theme, { variant }) => (variant === 'light' ? { label: { color: 'var(--mantine-color-text)' } } : {}),
    }),
    Alert: Alert.extend({ styles: { title: { color: 'var(--mantine-color-text)' } } }),
  },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.35rem' }, h2: { fontSize: '1.1rem' }, h3: { fontSize: '1rem' } },
  },
});
