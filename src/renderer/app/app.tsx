import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Connection } from '../rpc/connection.ts';
import { LabProvider } from '../rpc/lab-context.tsx';
import { keepFresh } from '../rpc/lab-query.ts';
import { createAppRouter } from './router.tsx';
import { theme } from './theme.ts';

/** The first page has the network and the processor to itself for this long. */
const quietMs = 3000;

/** The whole window over one connection. */
export function App({ connection }: { connection: Connection }) {
  const [queries] = useState(createQueryClient);
  const [router] = useState(createAppRouter);
  useEffect(() => keepFresh(connection, queries), [connection, queries]);
  useEffect(() => loadPages(router), [router]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <LabProvider connection={connection}>
          <Notifications position="bottom-right" limit={4} />
          <RouterProvider router={router} />
        </LabProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Loads the code of every page once the first one stands: where the lab has ended, it could not be loaded any more. Returns what stops it. */
function loadPages(router: ReturnType<typeof createAppRouter>): () => void {
  const timer = setTimeout(() => {
    // Whoever goes to a page whose code is not there is told so then.
    for (const route of Object.values(router.routesById)) router.loadRouteChunk(route)?.catch(() => undefined);
  }, quietMs);
  return () => clearTimeout(timer);
}

/** Notices say when something is out of date, so nothing is read again for having become old, and nothing is tried twice. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: Infinity, gcTime: 5 * 60_000, retry: false, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
}
