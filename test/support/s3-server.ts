/** The part of S3 that a bucket uses, over real HTTP: conditional writes, versions, pages and uploads in parts. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface S3Server {
  /** Where it listens, without a path. */
  readonly endpoint: string;
  /** How many uploads in parts are begun and neither completed nor aborted. */
  openUploads(): number;
  /** How many versions, delete markers included, are kept of a key (the bucket's name is not part of it). */
  versions(key: string): number;
  close(): Promise<void>;
}

type Version = { id: string; bytes: Buffer; mediaType: string; deleted: boolean };
type Answer = { status?: number; headers?: Record<string, string>; body?: string | Buffer };
type Call = { method: string; key: string; query: URLSearchParams; headers: IncomingMessage['headers']; body: Buffer };

/** So small that every listing in the tests has several pages. */
const pageSize = 3;

export type S3Kind = {
  /** One of the older servers ignores If-None-Match. */
  readonly conditional?: boolean;
  /** Whether it tells of versions. */
  readonly versioned?: boolean;
  /** What becomes of many objects that are to be removed in one request. */
  readonly together?: 'removed' | 'half removed' | 'not known';
};

/** Written from Amazon's API reference, not from our client. Every bucket exists and keeps versions. */
export async function startS3Server(kind: S3Kind = {}): Promise<S3Server> {
  const { conditional = true, versioned = true, together = 'removed' } = kind;
  /** Newest version first. */
  const objects = new Map<string, Version[]>();
  const uploads = new Map<string, Map<number, Buffer>>();
  /** Of which key each upload is. */
  const begun = new Map<string, string>();
  let ids = 0;

  const current = (key: string): Version | undefined => objects.get(key)?.[0];
  const add = (key: string, bytes: Buffer, mediaType: string, deleted: boolean): void => {
    objects.set(key, [{ id: `v${(ids += 1)}`, bytes, mediaType, deleted }, ...(objects.get(key) ?? [])]);
  };

  function answer(call: Call): Answer {
    const { method, key, query, body } = call;
    if (!(call.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 ')) return failure(403, 'AccessDenied');
    const uploadId = query.get('uploadId');
    if (method === 'GET' && query.has('versions'))
      return versioned ? listVersions(query) : failure(501, 'NotImplemented');
    if (method === 'POST' && query.has('delete')) return removeTogether(body.toString());
    if (method === 'GET' && query.get('list-type') === '2') return listObjects(query);
    if (method === 'GET' && query.has('uploads')) return listUploads();
    if (method === 'POST' && query.has('uploads')) {
      uploads.set(`u${(ids += 1)}`, new Map());
      begun.set(`u${ids}`, key);
      return xml('InitiateMultipartUploadResult', `<UploadId>u${ids}</UploadId>`);
    }
    if (uploadId !== null) return part(call, uploadId);
    if (method === 'PUT') return put(call);
    if (method === 'GET') {
      const id = query.get('versionId');
      const found = id === null ? current(key) : objects.get(key)?.find((version) => version.id === id);
      if (found === undefined || found.deleted) return failure(404, 'NoSuchKey');
      return { headers: { etag: etag(found.bytes), 'content-type': found.mediaType }, body: found.bytes };
    }
    if (method === 'DELETE') {
      remove(key, query.get('versionId'));
      return { status: 204 };
    }
    return failure(501, 'NotImplemented');
  }

  function remove(key: string, id: string | null): void {
    if (id !== null) objects.set(key, objects.get(key)?.filter((version) => version.id !== id) ?? []);
    else if (versioned) add(key, Buffer.alloc(0), '', true);
    else objects.delete(key);
  }

  function removeTogether(body: string): Answer {
    if (together === 'not known') return failure(501, 'NotImplemented');
    const asked = [...body.matchAll(/<Object>(.*?)<\/Object>/g)].map(([, object = '']) => ({
      key: /<Key>(.*)<\/Key>/.exec(object)?.[1] ?? '',
      id: /<VersionId>(.*)<\/VersionId>/.exec(object)?.[1] ?? null,
    }));
    const failed = together === 'half removed' ? asked.filter((_, at) => at % 2 === 0) : [];
    for (const { key, id } of asked.filter((each) => !failed.includes(each))) remove(key, id);
    const errors = failed.map(
      ({ key, id }) =>
        `<Error><Key>${key}</Key>${id === null ? '' : `<VersionId>${id}</VersionId>`}<Code>InternalError</Code></Error>`,
    );
    return xml('DeleteResult', errors.join(''));
  }

  function put({ key, headers, body }: Call): Answer {
    const existing = current(key);
    if (conditional && headers['if-none-match'] === '*' && existing?.deleted === false)
      return failure(412, 'PreconditionFailed');
    add(key, body, headers['content-type'] ?? '', false);
    return { headers: { etag: etag(body) } };
  }

  function part({ method, key, query, headers, body }: Call, uploadId: string): Answer {
    const parts = uploads.get(uploadId);
    if (parts === undefined) return failure(404, 'NoSuchUpload');
    if (method === 'PUT') {
      parts.set(Number(query.get('partNumber')), body);
      return { headers: { etag: etag(body) } };
    }
    uploads.delete(uploadId);
    if (method === 'DELETE') return { status: 204 };
    const wanted = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map(([, number]) =>
      Number(number),
    );
    add(
      key,
      Buffer.concat(wanted.map((number) => parts.get(number) ?? Buffer.alloc(0))),
      headers['content-type'] ?? '',
      false,
    );
    return xml('CompleteMultipartUploadResult', `<Key>${key}</Key>`);
  }

  function listObjects(query: URLSearchParams): Answer {
    const after = query.get('continuation-token') ?? '';
    const keys = keysFrom(query).filter((key) => key > after && current(key)?.deleted === false);
    const page = keys.slice(0, pageSize);
    const more = keys.length > pageSize ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
    return xml('ListBucketResult', `<IsTruncated>${more !== ''}</IsTruncated>${more}${contents}`);
  }

  function listUploads(): Answer {
    const open = [...uploads.keys()].map(
      (id) => `<Upload><Key>${begun.get(id)}</Key><UploadId>${id}</UploadId></Upload>`,
    );
    return xml('ListMultipartUploadsResult', `<IsTruncated>false</IsTruncated>${open.join('')}`);
  }

  function listVersions(query: URLSearchParams): Answer {
    const all = keysFrom(query).flatMap((key) =>
      (objects.get(key) ?? []).map(({ id, deleted }) => ({ key, id, deleted })),
    );
    const [key, id] = [query.get('key-marker') ?? '', query.get('version-id-marker')];
    // A marker may name a version that was removed since; ids count up and the newest comes first.
    const rest = all.filter((each) => each.key > key || (each.key === key && id !== null && older(each.id, id)));
    const page = rest.slice(0, pageSize);
    const last = page.at(-1);
    const more = rest.length > pageSize;
    const next = `<NextKeyMarker>${last?.key}</NextKeyMarker><NextVersionIdMarker>${last?.id}</NextVersionIdMarker>`;
    const entries = page.map((each) => {
      const tag = each.deleted ? 'DeleteMarker' : 'Version';
      return `<${tag}><Key>${each.key}</Key><VersionId>${each.id}</VersionId></${tag}>`;
    });
    return xml('ListVersionsResult', `<IsTruncated>${more}</IsTruncated>${more ? next : ''}${entries.join('')}`);
  }

  function keysFrom(query: URLSearchParams): string[] {
    return [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).toSorted();
  }

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://s3');
      const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
      const body = await buffer(request);
      const reply = answer({
        method: request.method ?? '',
        key,
        query: url.searchParams,
        headers: request.headers,
        body,
      });
      response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The S3 server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    openUploads: () => uploads.size,
    versions: (key) => objects.get(key)?.length ?? 0,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function older(id: string, than: string): boolean {
  return Number(id.slice(1)) < Number(than.slice(1));
}

function etag(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function xml(root: string, content: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`;
  return { headers: { 'content-type': 'application/xml' }, body };
}

function failure(status: number, code: string): Answer {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<Error><Code>${code}</Code></Error>` };
}
