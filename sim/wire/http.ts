// The small HTTP server every simulator stands on: a route table, bodies read whole, faults applied, every request in the journal.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { parseForm, type UploadedFile } from './multipart.ts';

/** A request as a route sees it: everything decoded, the body whole. */
export type Call = {
  method: string;
  /** Decoded, so `%40original` reads `@original`. */
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  contentType: string | null;
  /** The JSON body, or the parsed `payload_json` of a multipart body; undefined when there is neither. */
  json: unknown;
  /** Text fields of a multipart or urlencoded body. */
  fields: Record<string, string>;
  files: UploadedFile[];
  /** Raw size of the body in bytes. */
  bodyBytes: number;
  /** Aborts when the client hangs up or the server closes: the end of a long poll nobody waits for. */
  gone: AbortSignal;
};

export type Answer = { status: number; headers?: Record<string, string>; json?: unknown; bytes?: Uint8Array };

/** `path` is a pattern where `:name` stands for one segment or the rest of one: `/bot:token/:method`. */
export type Route = { method: string; path: string; handle: (call: Call) => Answer | Promise<Answer> };

export type WireOptions = {
  /** The name in the journal. */
  platform: string;
  routes: readonly Route[];
  journal?: Journal;
  faults?: Faults;
  /** Longer bodies are read to their end and answered with `refuse({kind:'too-large'})`. Default 64 MiB. */
  maxBodyBytes?: number;
  /** Runs before the route and may answer in its place (authorisation, rate limits). */
  before?(call: Call): Answer | undefined;
  /** How a path is written in the journal, for platforms that carry a secret in it. */
  journalPath?(path: string): string;
  /** The platform's own shape for what the kit refuses by itself. */
  refuse(why: { kind: 'too-large' } | { kind: 'not-found' } | { kind: 'bad-body'; error: unknown }): Answer;
  /** Turns what a route threw into an answer; undefined means it was a bug of the simulator. */
  failed?(error: unknown): Answer | undefined;
};

export type WireServer = {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** For protocols beside plain requests (a gateway's upgrade). */
  server: Server;
  /** Cuts every connection and stops listening. Rejects with the bugs of the simulator that were answered 500 meanwhile. */
  close(): Promise<void>;
};

type Compiled = Route & { pattern: RegExp };

/** Starts listening on a free port of 127.0.0.1. */
export async function startWire(options: WireOptions): Promise<WireServer> {
  const routes: Compiled[] = options.routes.map((route) => ({ ...route, pattern: compile(route.path) }));
  const closing = new AbortController();
  const running = new Set<Promise<void>>();
  const bugs: unknown[] = [];

  const server = createServer((request, response) => {
    const work = serve(request, response).catch((error: unknown) => {
      // A client that hangs up in the middle of its request is ordinary weather.
      response.destroy();
      if (!request.destroyed && !closing.signal.aborted) bugs.push(error);
    });
    running.add(work);
    void work.finally(() => running.delete(work));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = decode(url.pathname);
    const body = await readBody(request, options.maxBodyBytes ?? 64 * 1024 * 1024);
    const fault = options.faults?.take(method, path);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const call: Call = {
      method,
      path,
      params: {},
      query: url.searchParams,
      headers: request.headers,
      contentType: request.headers['content-type'] ?? null,
      json: undefined,
      fields: {},
      files: [],
      bodyBytes: body?.length ?? 0,
      gone: gone.signal,
    };
    const answer = await answerFor(call, body, fault);
    const cut = fault?.kind === 'reset';
    options.journal?.record({
      platform: options.platform,
      method,
      path: options.journalPath?.(path) ?? path,
      query: Object.fromEntries(call.query),
      contentType: call.contentType,
      json: call.json ?? (Object.keys(call.fields).length > 0 ? call.fields : null),
      files: call.files.map(({ field, name, type, bytes }) => ({ field, name, type, bytes: bytes.length })),
      status: cut ? 0 : answer.status,
    });
    if (cut) request.socket.destroy();
    else await write(response, answer);
  }

  async function answerFor(call: Call, body: Buffer | undefined, fault: Fault | undefined): Promise<Answer> {
    if (body === undefined) return options.refuse({ kind: 'too-large' });
    try {
      await readContent(call, body);
    } catch (error) {
      return options.refuse({ kind: 'bad-body', error });
    }
    if (fault?.kind === 'status') return { status: fault.status, headers: fault.headers, json: fault.body };
    if (fault?.kind === 'reset' && fault.when === 'before') return { status: 0 };
    if (fault?.kind === 'delay' && fault.when !== 'after') await delay(fault.ms, undefined, { signal: closing.signal });
    const answer = await route(call);
    if (fault?.kind === 'delay' && fault.when === 'after') await delay(fault.ms, undefined, { signal: closing.signal });
    return answer;
  }

  async function route(call: Call): Promise<Answer> {
    try {
      const found = routes.find((candidate) => candidate.method === call.method && candidate.pattern.test(call.path));
      call.params = { ...found?.pattern.exec(call.path)?.groups };
      return options.before?.(call) ?? (await found?.handle(call)) ?? options.refuse({ kind: 'not-found' });
    } catch (error) {
      const answer = options.failed?.(error);
      if (answer !== undefined) return answer;
      bugs.push(error);
      return { status: 500, json: { simulator: error instanceof Error ? error.stack : String(error) } };
    }
  }

  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator did not get a TCP port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    server,
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.all(running);
      if (bugs.length > 0)
        throw new AggregateError(bugs, `The ${options.platform} simulator failed ${bugs.length} time(s)`);
    },
  };
}

function compile(path: string): RegExp {
  const source = path.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replace(/:([A-Za-z]+)/g, '(?<$1>[^/]+)');
  return new RegExp(`^${source}$`);
}

function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    // A malformed escape stays as it came and finds no route.
    return pathname;
  }
}

/** The whole body, or undefined when it is longer than allowed; it is read to the end either way, so the answer can be heard. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= maxBytes) parts.push(part);
  }
  return bytes <= maxBytes ? Buffer.concat(parts) : undefined;
}

async function readContent(call: Call, body: Buffer): Promise<void> {
  const type = call.contentType ?? '';
  if (body.length === 0) return;
  if (type.startsWith('application/json')) {
    call.json = JSON.parse(body.toString('utf8'));
  } else if (type.startsWith('multipart/form-data') || type.startsWith('application/x-www-form-urlencoded')) {
    const form = await parseForm(type, body);
    call.files = form.files;
    const { payload_json: payload, ...fields } = form.fields;
    call.fields = fields;
    if (payload !== undefined) call.json = JSON.parse(payload);
  }
}

async function write(response: ServerResponse, answer: Answer): Promise<void> {
  // Nobody is left to hear it, and a closed response tells so only once.
  if (response.destroyed) return;
  const bytes = answer.bytes ?? (answer.json === undefined ? undefined : Buffer.from(JSON.stringify(answer.json)));
  // An answer without a body must not claim to be JSON: clients would try to parse the empty text of a 204.
  const type = answer.bytes === undefined && answer.json !== undefined ? { 'content-type': 'application/json' } : {};
  response.writeHead(answer.status, {
    ...type,
    ...answer.headers,
    ...(bytes ? { 'content-length': bytes.length } : {}),
  });
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.end(bytes);
  });
}
