// An image API in a box, compatible with OpenAI's: it draws real pictures, counts what was asked, and fails on demand.

import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createChanges, type WaitOptions } from '../wire/changes.ts';
import { createFaults, type Faults } from '../wire/faults.ts';
import { startWire, type Answer, type Call } from '../wire/http.ts';
import type { Journal } from '../wire/journal.ts';
import { draw, drawOver, drawTiny } from './drawing.ts';
import { blocked, ImagesRefusal, missing, outOfQuota, rateLimited, serverError, wrongKey } from './refusals.ts';
import { IMAGE_MODELS, readImageRequest, type ImageRequest } from './request.ts';

export type ImagesOptions = { journal?: Journal; faults?: Faults; apiKey?: string };

type Failure =
  | { kind: 'rate-limited'; retryAfterS: number }
  | { kind: 'out-of-quota' }
  | { kind: 'server-error' }
  | { kind: 'blocked' };

export type ImagesApi = {
  /** The value for `OPENAI_BASE_URL`: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly faults: Faults;
  /** How often each prompt was asked for, requests answered by a fault not counted. */
  readonly calls: ReadonlyMap<string, number>;
  /** All of them together. */
  readonly callCount: number;
  /** Requests at work right now. */
  readonly runningCount: number;
  /** Pictures handed out. */
  readonly imageCount: number;
  /** Requests whose client hung up before the picture was done. */
  readonly abandonedCount: number;
  /** The most requests that were ever at work at the same time. */
  readonly peakConcurrency: number;
  /** How long every picture request takes at least. */
  setLatencyMs(ms: number): void;
  /** Answers with PNGs of about a kilobyte instead of the size asked for, for benches. */
  tinyImages(on: boolean): void;
  /** Fails the next requests for images. */
  failNext(failure: Failure, times?: number): void;
  /** Resolves once `holds` does, which is asked now and whenever a count changes. */
  until(holds: (api: ImagesApi) => boolean, wait?: WaitOptions): Promise<void>;
  close(): Promise<void>;
};

type Tally = { calls: Map<string, number>; callCount: number; imageCount: number; abandoned: number };

/** Starts the API on a free port of 127.0.0.1. A prompt with the word `forbidden` in it is refused by its safety system. */
export async function createImagesApi(options: ImagesOptions = {}): Promise<ImagesApi> {
  const apiKey = options.apiKey ?? 'sk-sim-0123456789';
  const faults = options.faults ?? createFaults();
  const tally: Tally = { calls: new Map(), callCount: 0, imageCount: 0, abandoned: 0 };
  const changes = createChanges();
  const links = new Map<string, Buffer>();
  let latencyMs = 0;
  let tiny = false;
  let running = 0;
  let peak = 0;

  async function produce(
    call: Call,
    request: ImageRequest,
    paint: (words: string) => Promise<Buffer>,
  ): Promise<Answer> {
    tally.callCount += 1;
    tally.calls.set(request.prompt, (tally.calls.get(request.prompt) ?? 0) + 1);
    running += 1;
    peak = Math.max(peak, running);
    changes.announce();
    try {
      if (/\bforbidden\b/iu.test(request.prompt)) throw blocked();
      if (!(await stays(call, latencyMs))) {
        tally.abandoned += 1;
        // Nobody hears this, but the journal should not claim success.
        throw new ImagesRefusal(499, 'The client hung up.');
      }
      const pictures: Buffer[] = [];
      for (let index = 0; index < request.n; index += 1) {
        const words = `${request.words}\n${index}`;
        pictures.push(await (tiny ? drawTiny(words) : paint(words)));
      }
      tally.imageCount += pictures.length;
      return { status: 200, json: toJson(request, pictures, (picture) => link(picture, request)) };
    } finally {
      running -= 1;
      changes.announce();
    }
  }

  function generate(call: Call): Promise<Answer> {
    const request = readImageRequest(call);
    return produce(call, request, (words) => draw(words, request));
  }

  async function edit(call: Call): Promise<Answer> {
    const request = readImageRequest(call, ['input_fidelity']);
    const image = call.files.find(({ field }) => field === 'image' || field === 'image[]');
    if (!image) throw missing('image');
    return produce(call, request, async (words) => {
      try {
        return await drawOver(image.bytes, words, request);
      } catch {
        throw new ImagesRefusal(400, 'Invalid image file or mode for image 1, please check your image file.', {
          param: 'image',
          code: 'invalid_image_file',
        });
      }
    });
  }

  function link(picture: Buffer, { format }: ImageRequest): string {
    const name = `${createHash('sha256').update(picture).digest('hex').slice(0, 24)}.${format}`;
    links.set(name, picture);
    return `${server.origin}/pictures/${name}`;
  }

  function download({ params }: Call): Answer {
    const bytes = links.get(params['name'] ?? '');
    if (!bytes) throw new ImagesRefusal(404, 'There is no such picture.');
    return { status: 200, headers: { 'content-type': 'image/png' }, bytes };
  }

  const server = await startWire({
    platform: 'images',
    faults,
    ...(options.journal ? { journal: options.journal } : {}),
    before: ({ headers, path }) => {
      if (path.startsWith('/pictures/')) return undefined;
      const [, given] = /^Bearer (.+)$/u.exec(headers.authorization ?? '') ?? [];
      return given === apiKey ? undefined : wrongKey(given).toAnswer();
    },
    routes: [
      { method: 'POST', path: '/v1/images/generations', handle: generate },
      { method: 'POST', path: '/v1/images/edits', handle: edit },
      { method: 'GET', path: '/v1/models', handle: listModels },
      { method: 'GET', path: '/pictures/:name', handle: download },
    ],
    refuse: ({ kind }) => REFUSALS[kind].toAnswer(),
    failed: (error) => (error instanceof ImagesRefusal ? error.toAnswer() : undefined),
  });

  const api: ImagesApi = {
    baseUrl: `${server.origin}/v1`,
    apiKey,
    faults,
    calls: tally.calls,
    get callCount() {
      return tally.callCount;
    },
    get runningCount() {
      return running;
    },
    get imageCount() {
      return tally.imageCount;
    },
    get abandonedCount() {
      return tally.abandoned;
    },
    get peakConcurrency() {
      return peak;
    },
    setLatencyMs(ms) {
      latencyMs = ms;
    },
    tinyImages(on) {
      tiny = on;
    },
    failNext(failure, times = 1) {
      const { status, headers, json } = refusalFor(failure).toAnswer();
      const path = /^\/v1\/images\//u;
      faults.add({ path, times, fault: { kind: 'status', status, body: json, ...(headers ? { headers } : {}) } });
    },
    async until(holds, wait) {
      await changes.until(
        () => holds(api) || undefined,
        () => `${api.callCount} call(s), ${api.runningCount} running, ${api.imageCount} picture(s) handed out`,
        wait,
      );
    },
    async close() {
      await server.close();
      changes.close();
    },
  };
  return api;
}

const REFUSALS = {
  'too-large': new ImagesRefusal(413, 'Maximum content size limit exceeded.'),
  'not-found': new ImagesRefusal(404, 'Invalid URL'),
  'bad-body': new ImagesRefusal(400, 'We could not parse the body of your request.'),
};

function listModels(): Answer {
  const data = IMAGE_MODELS.map(({ id }) => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'sim' }));
  return { status: 200, json: { object: 'list', data } };
}

function refusalFor(failure: Failure): ImagesRefusal {
  if (failure.kind === 'rate-limited') return rateLimited(failure.retryAfterS);
  if (failure.kind === 'out-of-quota') return outOfQuota();
  return failure.kind === 'blocked' ? blocked() : serverError();
}

/** Waits; false when the client hung up meanwhile. */
async function stays(call: Call, ms: number): Promise<boolean> {
  if (ms > 0) await delay(ms, undefined, { signal: call.gone }).catch(() => undefined);
  return !call.gone.aborted;
}

function toJson(request: ImageRequest, pictures: readonly Buffer[], link: (picture: Buffer) => string): unknown {
  const inputTokens = Math.ceil(request.prompt.length / 4);
  const outputTokens = Math.ceil((request.width * request.height) / 1000) * pictures.length;
  return {
    created: Math.floor(Date.now() / 1000),
    data: pictures.map((picture) =>
      request.answerWith === 'url' ? { url: link(picture) } : { b64_json: picture.toString('base64') },
    ),
    size: `${request.width}x${request.height}`,
    output_format: request.format,
    usage: { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: inputTokens + outputTokens },
  };
}
