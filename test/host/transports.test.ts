import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { type LabRouter, servePort, serveSocket } from '../../src/host/index.ts';
import { createSafeLink, type RawLink } from '../../src/renderer/rpc/link.ts';
import type { LabClient } from '../../src/shared/contract/index.ts';
import { AppError } from '../../src/shared/errors.ts';
import { makeProject, openScriptedLab } from '../lab/fixtures/project.ts';
import { openHost } from './fixtures/open-host.ts';

type Connect = (router: LabRouter) => Promise<{ link: RawLink; cut: () => void }>;

const connectPort: Connect = async (router) => {
  const { port1, port2 } = new MessageChannel();
  servePort(router, port1);
  port1.start();
  const link = new PortLink({ port: port2 });
  port2.start();
  const cut = () => port1.close();
  onTestFinished(cut);
  return { link, cut };
};

const connectSocket: Connect = async (router) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => serveSocket(router, socket));
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has an AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(socket, 'open');
  const cut = () => socket.close();
  onTestFinished(() => {
    cut();
    server.close();
  });
  return { link: new SocketLink({ websocket: socket }), cut };
};

describe.each([
  ['a message port', connectPort],
  ['a WebSocket', connectSocket],
] as const)('the contract over %s', (_name, connect) => {
  async function open() {
    const project = makeProject();
    const lab = await openScriptedLab(project);
    const { host, bugs } = openHost(lab);
    const { link, cut } = await connect(host.router);
    const client: LabClient = createORPCClient(createSafeLink(() => Promise.resolve(link)));
    return { project, lab, client, cut, bugs };
  }

  it('answers calls and streams what the lab does', async () => {
    const { project, lab, client } = await open();
    expect(await client.system.hello()).toMatchObject({ version: '9.9.9', host: 'browser', slots: 2 });
    const ended = new AbortController();
    const stream = await client.system.notices(undefined, { signal: ended.signal });
    const experiment = await lab.submit(project.writeSpec());
    const kinds = new Set<string>();
    for await (const batch of stream) {
      for (const notice of batch) kinds.add(notice.kind);
      if (lab.getExperiment(experiment.id).runCounts.completed === 1 && kinds.has('scores')) break;
    }
    expect(kinds).toContain('stage');
    expect(kinds).toContain('curves');
    expect(kinds).toContain('samples');
    expect(kinds).toContain('run');
  });

  it('throws an expected failure as the AppError that it was, and reports it to nobody', async () => {
    const { client, bugs } = await open();
    const failure = await client.experiments.get({ id: 'nothing' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code: 'lab/no-experiment' });
    expect(bugs).toEqual([]);
  });

  it('throws the failure of a stream as the AppError that it was, whether it comes at once or later', async () => {
    const { project, client, bugs } = await open();
    const path = join(project.folder, 'empty.booster.html');
    writeFileSync(path, '');
    const read = async (stream: Promise<AsyncIterable<unknown>>) => {
      for await (const _ of await stream) continue;
    };
    const contents = { adapters: 'none' as const, texts: true, data: false };
    const failures = [
      await read(client.bundles.import({ path })).catch((error: unknown) => error),
      await read(client.bundles.export({ targets: [{ runId: 'gone' }], path: 'x.html', contents })).catch(
        (error: unknown) => error,
      ),
    ];
    for (const failure of failures) expect(failure).toBeInstanceOf(AppError);
    expect(failures).toMatchObject([
      { code: 'bundle/not-a-bundle', message: expect.stringContaining('the file is empty') },
      { code: 'bundle/bad-path' },
    ]);
    expect(bugs).toEqual([]);
  });

  it('refuses input that the contract does not allow', async () => {
    const { client } = await open();
    await expect(client.stages.curves({ keys: [] })).rejects.toThrow(/validation/i);
  });

  it('ends a stream when the connection is lost', async () => {
    const { client, cut } = await open();
    const stream = await client.system.notices();
    const batches = stream[Symbol.asyncIterator]();
    await batches.next();
    cut();
    const outcome = await batches.next().then(
      (next) => (next.done ? 'ended' : 'went on'),
      () => 'ended',
    );
    expect(outcome).toBe('ended');
  });
});
