import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startWebServer, type WebServer } from '../../../src/cli/serve/web-server.ts';
import { openHost } from '../../host/fixtures/open-host.ts';
import { makeProject, openScriptedLab } from '../../lab/fixtures/project.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

async function open() {
  const project = makeProject();
  const windowFolder = join(project.folder, 'window');
  mkdirSync(join(windowFolder, 'assets'), { recursive: true });
  writeFileSync(join(windowFolder, 'index.html'), '<title>the window</title>');
  writeFileSync(join(windowFolder, 'assets', 'a-1.js'), 'let a;');
  writeFileSync(join(project.folder, 'secret.txt'), 'secret');
  const { host } = openHost(await openScriptedLab(project));
  const server = await startWebServer({ host, windowFolder, port: 0 });
  onTestFinished(() => server.close());
  const token = new URL(server.link).searchParams.get('token') ?? '';
  return { host, server, token, cookie: `booster-lab-${server.port}=${token}` };
}

/** A request as a program that is no browser would make it: every header is ours to choose. */
function ask(server: WebServer, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: server.port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

function dial(server: WebServer, headers: Record<string, string>): Promise<'open' | 'refused'> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers });
  socket.on('error', () => undefined);
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('close', () => resolve('refused'));
  });
}

describe('the web server of serve', () => {
  it('takes the secret out of the address at once and knows the browser by a cookie that scripts cannot read', async () => {
    const { server, cookie } = await open();
    const welcome = await ask(server, new URL(server.link).pathname + new URL(server.link).search);
    expect(welcome).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(String(welcome.headers['set-cookie'])).toBe(`${cookie}; Path=/; HttpOnly; SameSite=Strict`);
    expect(await ask(server, '/', { cookie })).toMatchObject({ status: 200, body: '<title>the window</title>' });
  });

  it('lives on after an address that is none and after a caller that hangs up', async () => {
    const { server, cookie } = await open();
    expect(await ask(server, '//')).toMatchObject({ status: 400 });
    const caller = connect(server.port, '127.0.0.1');
    await once(caller, 'connect');
    caller.write('GET /rpc HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    caller.resetAndDestroy();
    expect(await ask(server, '/', { cookie })).toMatchObject({ status: 200 });
  });

  it('answers nobody without the secret, and says what to open', async () => {
    const { server } = await open();
    for (const path of ['/', '/runs', '/assets/a-1.js', '/preview/x', '/rpc']) {
      expect(await ask(server, path)).toMatchObject({ status: 401, body: expect.stringContaining('npm run serve') });
    }
    expect(await ask(server, '/?token=guess')).toMatchObject({ status: 401 });
    expect(await ask(server, '/', { cookie: `booster-lab-${server.port}=guess` })).toMatchObject({ status: 401 });
  });

  it('refuses a name that was made to lead here, and pages of other origins', async () => {
    const { server, cookie } = await open();
    const { port } = server;
    expect(await ask(server, '/', { cookie, host: `evil.example:${port}` })).toMatchObject({ status: 403 });
    expect(await ask(server, '/', { cookie, origin: 'http://evil.example' })).toMatchObject({ status: 403 });
    expect(await ask(server, '/', { cookie, 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await ask(server, '/', { cookie, host: `localhost:${port}` })).toMatchObject({ status: 200 });
  });

  it('never allows another origin to read, and never answers a writing method', async () => {
    const { server, cookie } = await open();
    const answer = await ask(server, '/', { cookie });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(await ask(server, '/', { cookie }, method)).toMatchObject({ status: 405 });
    }
  });

  it('sends every page with a strict policy', async () => {
    const { server, host, cookie } = await open();
    const { headers } = await ask(server, '/runs', { cookie });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'; script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/);
    const preview = await ask(server, host.previews.add('<h1>report</h1>'), { cookie });
    expect(preview.body).toBe('<h1>report</h1>');
    expect(String(preview.headers['content-security-policy'])).toMatch(/^sandbox allow-scripts; default-src 'none'/);
  });

  it('serves the files of the window and nothing else of the machine', async () => {
    const { server, cookie } = await open();
    expect(await ask(server, '/assets/a-1.js', { cookie })).toMatchObject({ status: 200, body: 'let a;' });
    for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '//secret.txt']) {
      expect((await ask(server, path, { cookie })).body).not.toContain('secret');
    }
    expect(await ask(server, '/missing.js', { cookie })).toMatchObject({ status: 404 });
  });

  it('opens the socket only for a page of its own in a browser that is known', async () => {
    const { server, cookie } = await open();
    const origin = `http://127.0.0.1:${server.port}`;
    expect(await dial(server, { cookie, origin })).toBe('open');
    expect(await dial(server, { origin })).toBe('refused');
    expect(await dial(server, { cookie })).toBe('refused');
    expect(await dial(server, { cookie, origin: 'http://evil.example' })).toBe('refused');
    expect(await dial(server, { cookie, origin, host: 'evil.example' })).toBe('refused');
  });

  it('says in one sentence that a port is taken', async () => {
    const { server, host } = await open();
    const folder = join(import.meta.dirname, '../../../resources');
    await expect(startWebServer({ host, windowFolder: folder, port: 0 })).rejects.toMatchObject({
      code: 'host/no-window',
    });
    const again = startWebServer({ host, windowFolder: join(folder, '..', 'src', 'renderer'), port: server.port });
    await expect(again).rejects.toMatchObject({ code: 'serve/port-taken' });
  });
});
