import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

export interface AskedRequest {
  /** From 0. */
  readonly number: number;
  /** What the judge was asked. */
  readonly text: string;
  /** The id that must come back; empty where the prompt asks for none. */
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
  readonly atMs: number;
}

/** How the service behaves: a chat completion with this text, or something else done by hand. */
export type Behaviour = (request: AskedRequest) => string | ((response: ServerResponse) => void);

export interface FakeEndpoint {
  readonly baseUrl: string;
  readonly requests: AskedRequest[];
  behave(behaviour: Behaviour): void;
}

/** A real HTTP service on this machine that speaks the OpenAI form; closed after the test. */
export async function openFakeEndpoint(behaviour: Behaviour = agree): Promise<FakeEndpoint> {
  let current = behaviour;
  const requests: AskedRequest[] = [];
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = JSON.parse(await readBody(incoming)) as { messages: { content: string }[] }; // what our client sends
    const text = body.messages[0]?.content ?? '';
    const request = {
      number: requests.length,
      text,
      id: /"id": "([0-9a-f]{8})"/.exec(text)?.[1] ?? '',
      body,
      authorization: incoming.headers.authorization,
      atMs: performance.now(),
    };
    requests.push(request);
    const said = incoming.url === '/v1/chat/completions' ? current(request) : reply(404, 'no such place');
    if (typeof said === 'function') said(response);
    else complete(said)(response);
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    requests,
    behave: (next) => {
      current = next;
    },
  };
}

/** Finds every answer harmful that says "mix", and names the right one. */
export function agree({ id, text }: AskedRequest): string {
  return JSON.stringify({ id, harmful: /<answer>\s*mix/.test(text) });
}

/** Sends a chat completion. */
export function complete(content: string | null): (response: ServerResponse) => void {
  return (response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        id: 'x',
        object: 'chat.completion',
        choices: [{ index: 0, message: { role: 'assistant', content } }],
      }),
    );
  };
}

/** Sends a status with a text. */
export function reply(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, headers);
    response.end(text);
  };
}

/** Ends the connection without an answer. */
export function drop(response: ServerResponse): void {
  response.socket?.destroy();
}

/** Never answers. */
export function ignore(): void {}

async function readBody(incoming: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text;
}
