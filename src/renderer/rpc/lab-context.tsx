import { createContext, type ReactNode, use, useEffect, useSyncExternalStore } from 'react';
import type { LabClient } from '../../shared/contract/index.ts';
import type { Notice } from '../../shared/contract/notices.ts';
import type { Connection, ConnectionState } from './connection.ts';

const ConnectionContext = createContext<Connection | null>(null);

export function LabProvider({ connection, children }: { connection: Connection; children: ReactNode }) {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

export function useConnection(): Connection {
  const connection = use(ConnectionContext);
  if (!connection) throw new Error('There is no LabProvider above this component.');
  return connection;
}

/** The lab's procedures. */
export function useLab(): LabClient {
  return useConnection().client;
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(
    (listener) => connection.onState(listener),
    () => connection.state,
  );
}

/** Calls the listener with each batch of notices while the component is shown; the listener must be stable. */
export function useNotices(listener: (notices: readonly Notice[]) => void): void {
  const connection = useConnection();
  useEffect(() => connection.onNotices(listener), [connection, listener]);
}
