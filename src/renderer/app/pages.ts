import {
  IconChartDots,
  IconChartScatter,
  IconDatabase,
  IconFileText,
  IconFlask,
  IconHome,
  IconListDetails,
  IconMessages,
  IconPlayerPlay,
  IconStack2,
  IconTableImport,
} from '@tabler/icons-react';
import { text } from '../text/index.ts';

const { pages, groups } = text.shell;

/** Every page that the navigation, the palette and the "g" shortcuts lead to. */
export const appPages = [
  { to: '/', label: pages.home, keys: 'g h', icon: IconHome, group: groups.work },
  { to: '/new', label: pages.newExperiment, keys: 'g n', icon: IconFlask, group: groups.work },
  { to: '/queue', label: pages.queue, keys: 'g q', icon: IconPlayerPlay, group: groups.work },
  { to: '/runs', label: pages.runs, keys: 'g r', icon: IconListDetails, group: groups.look },
  { to: '/compare', label: pages.compare, keys: 'g c', icon: IconChartScatter, group: groups.look },
  { to: '/samples', label: pages.samples, keys: 'g s', icon: IconChartDots, group: groups.look },
  { to: '/reports', label: pages.reports, keys: 'g p', icon: IconFileText, group: groups.look },
  { to: '/imported', label: pages.imported, keys: 'g i', icon: IconTableImport, group: groups.look },
  { to: '/playground', label: pages.playground, keys: 'g t', icon: IconMessages, group: groups.things },
  { to: '/datasets', label: pages.datasets, keys: 'g d', icon: IconDatabase, group: groups.things },
  { to: '/models', label: pages.models, keys: 'g m', icon: IconStack2, group: groups.things },
] as const;
