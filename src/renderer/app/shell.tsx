import { AppShell, Box } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { ShortcutProvider, useShortcut } from '../components/shortcuts.tsx';
import { ImportResultsProvider } from '../features/interop/import-results.tsx';
import { findBridge } from '../rpc/transports.ts';
import { text } from '../text/index.ts';
import { BundleCommands } from '../features/bundles/bundle-commands.tsx';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { appPages } from './pages.ts';
import { ShortcutsOverlay } from './shortcuts-overlay.tsx';
import { TroubleBanner } from './trouble-banner.tsx';
import classes from './shell.module.css';

/** What surrounds every page. */
export function Shell() {
  return (
    <ShortcutProvider>
      <ImportResultsProvider>
        <Frame />
      </ImportResultsProvider>
    </ShortcutProvider>
  );
}

function Frame() {
  const [areShortcutsOpen, setShortcutsOpen] = useState(false);
  useShortcut(
    useMemo(
      () => ({
        keys: '?',
        label: text.shell.shortcuts,
        group: text.shell.productName,
        run: () => setShortcutsOpen(true),
      }),
      [],
    ),
  );
  useDesktopCommands(() => setShortcutsOpen(true));
  return (
    <AppShell header={{ height: 44 }} navbar={{ width: 196, breakpoint: 0 }}>
      <a className={classes.skip} href="#content">
        {text.shell.skipToContent}
      </a>
      <AppShell.Header>
        <Header onShowShortcuts={() => setShortcutsOpen(true)} />
      </AppShell.Header>
      <AppShell.Navbar>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <ConnectionBanner />
        <TroubleBanner />
        <Box className={classes.page}>
          <Outlet />
        </Box>
      </AppShell.Main>
      {appPages.map((page) => (
        <PageShortcut key={page.to} page={page} />
      ))}
      <BundleCommands />
      <CommandPalette />
      <ShortcutsOverlay isOpen={areShortcutsOpen} onClose={() => setShortcutsOpen(false)} />
    </AppShell>
  );
}

function PageShortcut({ page }: { page: (typeof appPages)[number] }) {
  const navigate = useNavigate();
  useShortcut(
    useMemo(
      () => ({
        keys: page.keys,
        label: page.label,
        group: text.shell.navigation,
        run: () => void navigate({ to: page.to }),
      }),
      [navigate, page],
    ),
  );
  return null;
}

/** Does what the desktop's menus ask for. */
function useDesktopCommands(showShortcuts: () => void): void {
  const navigate = useNavigate();
  useEffect(
    () =>
      findBridge()?.onCommand((command) => {
        switch (command) {
          case 'home':
            return void navigate({ to: '/' });
          case 'new-experiment':
            return void navigate({ to: '/new' });
          case 'runs':
            return void navigate({ to: '/runs' });
          case 'queue':
            return void navigate({ to: '/queue' });
          case 'palette':
            return spotlight.open();
          case 'shortcuts':
            return showShortcuts();
        }
      }),
    [navigate, showShortcuts],
  );
}
