import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { ErrorPanel } from '../components/error-panel.tsx';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: lazyRouteComponent(() => import('../features/home/home-page.tsx'), 'HomePage'),
});

const newRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/new',
  /** `draft`: a saved draft; `preset`: a preset to start from; `clone` and `run`: an experiment, or one of its runs, to start from. */
  validateSearch: z.object({
    draft: z.string().optional(),
    preset: z.string().optional(),
    clone: z.string().optional(),
    run: z.string().optional(),
  }),
  component: lazyRouteComponent(
    () => import('../features/new-experiment/new-experiment-page.tsx'),
    'NewExperimentPage',
  ),
});

const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queue',
  component: lazyRouteComponent(() => import('../features/queue/queue-page.tsx'), 'QueuePage'),
});

const runsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs',
  validateSearch: z.object({ view: z.string().optional() }),
  component: lazyRouteComponent(() => import('../features/runs/runs-page.tsx'), 'RunsPage'),
});

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/runs/$runId',
  component: lazyRouteComponent(() => import('../features/live-run/run-page.tsx'), 'RunPage'),
});

const experimentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/experiments/$experimentId',
  component: lazyRouteComponent(() => import('../features/experiment/experiment-page.tsx'), 'ExperimentPage'),
});

/** What a page compares: an experiment, or chosen runs, comma-separated. */
const selectionSearch = z.object({ experiment: z.string().optional(), runs: z.string().optional() });

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: selectionSearch.extend({
    baseline: z.string().optional(),
    /** What the arms are held against: a run's id; without it the paper. */
    recipe: z.string().optional(),
    /** Tables of external results that are drawn beside the numbers, comma-separated. */
    external: z.string().optional(),
  }),
  component: lazyRouteComponent(() => import('../features/compare/compare-page.tsx'), 'ComparePage'),
});

const samplesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/samples',
  validateSearch: selectionSearch.extend({
    /** What to look at first: see features/samples/look.ts. */
    filter: z.string().optional(),
    step: z.int().optional().catch(undefined),
    judge: z.string().optional(),
    judges: z.string().optional(),
    against: z.string().optional(),
  }),
  component: lazyRouteComponent(() => import('../features/samples/samples-page.tsx'), 'SamplesPage'),
});

const playgroundRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/playground',
  validateSearch: z.object({ model: z.string().optional() }),
  component: lazyRouteComponent(() => import('../features/playground/playground-page.tsx'), 'PlaygroundPage'),
});

const datasetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/datasets',
  component: lazyRouteComponent(() => import('../features/datasets/datasets-page.tsx'), 'DatasetsPage'),
});

const modelsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/models',
  component: lazyRouteComponent(() => import('../features/models/models-page.tsx'), 'ModelsPage'),
});

const reportsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reports',
  validateSearch: selectionSearch,
  component: lazyRouteComponent(() => import('../features/reports/reports-page.tsx'), 'ReportsPage'),
});

const importedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imported',
  component: lazyRouteComponent(() => import('../features/interop/imported-page.tsx'), 'ImportedPage'),
});

const reproductionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reproductions/$reproductionId',
  component: lazyRouteComponent(() => import('../features/reproduce/reproduction-page.tsx'), 'ReproductionPage'),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  newRoute,
  queueRoute,
  runsRoute,
  runRoute,
  experimentRoute,
  compareRoute,
  samplesRoute,
  playgroundRoute,
  datasetsRoute,
  modelsRoute,
  reportsRoute,
  importedRoute,
  reproductionRoute,
]);

export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    defaultErrorComponent: ({ error, reset }) => <ErrorPanel error={error} onRetry={reset} />,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
