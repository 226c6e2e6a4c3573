// Multipart bodies as platforms read them: text fields, and files with their bytes.

import { Busboy } from '@fastify/busboy';

export type UploadedFile = {
  field: string;
  /** As the parser reads it: quotes taken off, and what does not belong into a bare word dropped in silence. */
  name: string;
  /** The name as it stands in the header, undefined when the part has none. */
  rawName: string | undefined;
  type: string;
  bytes: Buffer;
};
export type Form = { fields: Record<string, string>; files: UploadedFile[] };

/**
 * Parses a whole multipart (or urlencoded) body that is already in memory.
 * Rejects when the content type has no boundary or the body is cut short, as a platform answers 400 then.
 */
export async function parseForm(contentType: string, body: Buffer): Promise<Form> {
  const { promise, resolve, reject } = Promise.withResolvers<Form>();
  const form: Form = { fields: {}, files: [] };
  const rawNames = readRawNames(contentType, body);
  const parser = new Busboy({
    headers: { 'content-type': contentType },
    limits: { fieldSize: Infinity },
    // A name that is a path must be seen to be refused.
    preservePath: true,
  });
  parser.on('field', (name, value) => {
    form.fields[name] = value;
  });
  parser.on('file', (field, stream, name, _encoding, type) => {
    const parts: Buffer[] = [];
    const rawName = rawNames.get(field);
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('error', reject);
    stream.on('end', () => form.files.push({ field, name, rawName, type, bytes: Buffer.concat(parts) }));
  });
  parser.on('finish', () => resolve(form));
  parser.on('error', reject);
  parser.end(body);
  return promise;
}

/** What stands behind `filename=` in the head of each part, by field name. */
function readRawNames(contentType: string, body: Buffer): Map<string, string> {
  const names = new Map<string, string>();
  const boundary = /boundary="?([^";]+)/iu.exec(contentType)?.[1];
  if (boundary === undefined) return names;
  const opening = Buffer.from(`--${boundary}\r\n`);
  for (let at = body.indexOf(opening); at !== -1; at = body.indexOf(opening, at + opening.length)) {
    const end = body.indexOf('\r\n\r\n', at);
    if (end === -1) break;
    const head = body.toString('utf8', at + opening.length, end);
    const [, disposition = ''] = /^content-disposition:(.*)$/imu.exec(head) ?? [];
    const field = /;\s*name="?([^";]+)/iu.exec(disposition)?.[1];
    const name = /;\s*filename=(.*)$/iu.exec(disposition)?.[1];
    if (field !== undefined && name !== undefined) names.set(field, name.trim());
  }
  return names;
}
