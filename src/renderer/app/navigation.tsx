import { NavLink, ScrollArea, Text } from '@mantine/core';
import { Link, useRouterState } from '@tanstack/react-router';
import { text } from '../text/index.ts';
import { appPages } from './pages.ts';

const groups = [...new Set(appPages.map((page) => page.group))];

/** The pages, in groups, at the left. */
export function Navigation() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <ScrollArea h="100%" type="auto" component="nav" aria-label={text.shell.navigation}>
      {groups.map((group) => (
        <div key={group}>
          <Text size="xs" fw={600} px="sm" pt="md" pb={4}>
            {group}
          </Text>
          {appPages
            .filter((page) => page.group === group)
            .map(({ to, label, icon: Icon }) => (
              <NavLink
                key={to}
                component={Link}
                to={to}
                label={label}
                leftSection={<Icon size={16} stroke={1.6} aria-hidden />}
                // Mantine's darker shade under the pointer leaves its own text below WCAG AA.
                vars={() => ({ root: { '--nl-hover': 'var(--nl-bg)' }, children: {} })}
                active={to === '/' ? path === '/' : path.startsWith(to)}
                aria-current={path === to ? 'page' : undefined}
                py={6}
                color="lab"
                variant="light"
              />
            ))}
        </div>
      ))}
    </ScrollArea>
  );
}
