import { type CSSVariablesResolver, createTheme } from '@mantine/core';

/** Fonts of the visitor's own system: nothing is fetched from elsewhere. */
export const theme = createTheme({
  primaryColor: 'signal',
  primaryShade: { light: 6, dark: 6 },
  colors: {
    signal: [
      '#eaf0ff',
      '#d3dfff',
      '#a8c0fb',
      '#7b9ff5',
      '#5682ee',
      '#3d6fe5',
      '#2b5fd9',
      '#1f4fbf',
      '#173f9d',
      '#10307b',
    ],
    dark: [
      '#e7ecf1',
      '#c3ccd5',
      '#a7b3bf',
      '#7d8b99',
      '#4a5764',
      '#333e4a',
      '#242d37',
      '#1a2129',
      '#12171d',
      '#0c1015',
    ],
  },
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  defaultRadius: 'md',
  // Whoever has told their system so is spared what slides and fades.
  respectReducedMotion: true,
});

/** White on Mantine's own red has a contrast of 3.3. */
const red = { '--mantine-color-red-filled': '#c92a2a', '--mantine-color-red-filled-hover': '#b02525' };

/** Mantine's own dimmed text, placeholders and errors have a contrast of 3.3 on white; WCAG AA asks for 4.5. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    ...red,
    '--mantine-color-body': '#f6f7f9',
    '--mantine-color-text': '#1a222b',
    '--mantine-color-dimmed': '#515d69',
    '--mantine-color-placeholder': '#5d6975',
    '--mantine-color-anchor': '#1f4fbf',
    '--mantine-color-error': '#b3261e',
    // On their own soft grounds Mantine's have a contrast of 4.1 and less.
    '--mantine-color-orange-light-color': '#8a3b00',
    '--mantine-color-yellow-light-color': '#7a4b00',
  },
  dark: {
    ...red,
    '--mantine-color-body': '#12171d',
    '--mantine-color-text': '#e7ecf1',
    '--mantine-color-dimmed': '#a7b3bf',
    '--mantine-color-placeholder': '#98a5b2',
    '--mantine-color-anchor': '#9dbcff',
    '--mantine-color-error': '#ff9b92',
  },
});
