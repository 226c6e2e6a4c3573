// The tables and the manifest of a run's ZIP: what a spreadsheet shows, and what comes back when they are uploaded again.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { isFinished, readHeader } from '../../src/core/domain/bulk-row.ts';
import type { ArchiveRequest } from '../../src/core/file-ports.ts';
import { createTableReader } from '../../src/files/table-reader.ts';
import { archivist, image, lost, only, read, request, text } from './packed-run.ts';

describe('results.csv', () => {
  test('is the upload with what became of every line', async () => {
    const images = [
      image(2, { rowCount: 2, seed: 5 }),
      image(2, { index: 1, rowCount: 2, seed: 6 }),
      image(3, { rowCount: 2 }),
      image(3, { ...lost, index: 1, rowCount: 2 }),
      image(4, { ...lost, state: 'cancelled', failure: null }),
      image(5, lost),
    ];
    const csv = 'prompt,city\na,Oslo\nb,\nc,\nd,\n"",x\nf,\n';
    const { files } = await only(request(csv, images, { problems: new Map([[6, 'Row 6: no prompt']]) }));
    assert.equal(
      text(files, 'results.csv'),
      [
        '\uFEFFprompt,city,status,error,seed,model,provider,file,credits',
        'a,Oslo,ready,,5,sketch,sketch,images/0002-1_a-red-fox-in-snow_5.png | images/0002-2_a-red-fox-in-snow_6.png,4',
        'b,,partial,policy,42,sketch,sketch,images/0003-1_a-red-fox-in-snow_42.png,2',
        'c,,cancelled,,42,sketch,sketch,,0',
        'd,,failed,policy,42,sketch,sketch,,0',
        ',x,skipped,Row 6: no prompt,,,,,0',
        'f,,cancelled,,,,,,0',
        '',
      ].join('\r\n'),
    );
    assert.equal(
      text(files, 'failed.csv'),
      '\uFEFFprompt,city,error\r\nb,,policy\r\nc,,\r\nd,,policy\r\n,x,Row 6: no prompt\r\nf,,\r\n',
    );
  });

  test('says which lines had pictures that were deleted, and does not ask to draw them again', async () => {
    const { files } = await only(request('prompt\na\nb\n', [image(2)], { gone: new Set([3]) }));
    assert.match(text(files, 'results.csv'), /\r\na,ready,[^\r]*\r\nb,deleted,,,,,,0\r\n$/);
    assert.equal(files.has('failed.csv'), false);
  });

  test('runs nothing in a spreadsheet, and gives every cell back when it is uploaded again', async () => {
    const cells = ['=1+1', '+1', '-5', '@a', '\ttab', "'quoted", "'=x", '', 'a "b", c\nd', '狐狸'];
    const quoted = cells.map((cell) => `"${cell.replace(/^(?='*[=+\-@\t])/, "'").replaceAll('"', '""')}"`);
    const { files } = await only(
      request(
        `prompt,note\n${quoted.map((cell) => `fox,${cell}`).join('\n')}\n`,
        cells.map((_, at) => image(at + 2)),
      ),
    );
    const results = text(files, 'results.csv');
    for (const line of results.split('\r\n')) assert.doesNotMatch(line, /(^|,)"?[=+\-@\t]/);
    assert.deepEqual(
      (await read(results)).slice(1).map(([, note]) => note),
      cells,
    );
  });

  test('uploaded again keeps its columns and leaves finished lines alone', async () => {
    const first = text(
      (await only(request('text,Seed Number\na,7\nb,8\n', [image(2, { seed: 7 }), image(3, { ...lost, seed: 8 })])))
        .files,
      'results.csv',
    );
    const [header, ...lines] = await read(first);
    assert.deepEqual(header, ['text', 'Seed Number', 'status', 'error', 'model', 'provider', 'file', 'credits']);
    const columns = readHeader(header);
    assert.deepEqual(columns.unknown, []);
    assert.deepEqual(
      lines.map((cells) => isFinished(cells, columns)),
      [true, false],
    );

    const { files } = await only(request(first, [image(3, { seed: 8 })]));
    const again = await read(text(files, 'results.csv'));
    assert.deepEqual(again[0], header);
    assert.deepEqual(again[1], lines[0]);
    assert.deepEqual(again[2]?.slice(0, 4), ['b', '8', 'ready', '']);
    assert.equal(files.has('failed.csv'), false);
  });

  test('keeps a line with too many cells as wrong as it was', async () => {
    const { files } = await only(request('prompt\na, in snow\n', [], { problems: new Map([[2, 'uneven']]) }));
    assert.equal(text(files, 'failed.csv'), '\uFEFFprompt,error\r\na,uneven, in snow\r\n');
  });

  test('of a list of prompts is a table with a prompt column', async () => {
    const table = createTableReader().rows('list.txt', Buffer.from('# mine\na fox --seed 7\n'));
    const { files } = await only(request('', [image(2, { seed: 7 })], { table }));
    assert.match(text(files, 'results.csv'), /^\uFEFFprompt,status,.*\r\na fox --seed 7,ready,,7,/);
  });
});

test('the lines to try again are the same with and without a ZIP around them', async () => {
  const run = (): ArchiveRequest => request('prompt\na\nb\n', [image(2), image(3, lost)]);
  const { files } = await only(run());
  assert.equal(Buffer.from((await archivist.failedRows(run())) ?? '').toString(), text(files, 'failed.csv'));
  assert.equal(await archivist.failedRows(request('prompt\na\n', [image(2)])), null);
});

describe('manifest.json', () => {
  test('has the hash of every file and the totals of the run', async () => {
    const images = [image(2), image(3, { sha256: null }), image(4, lost)];
    const { files } = await only(request('prompt\na\nb\nc\n', images));
    const manifest = JSON.parse(text(files, 'manifest.json'));
    assert.deepEqual(manifest.totals, {
      rows: 3,
      images: 3,
      ready: 2,
      failed: 1,
      cancelled: 0,
      missing: 0,
      bytes: 200,
      credits: 4,
    });
    assert.deepEqual(manifest.images[0], {
      file: 'images/0002-1_a-red-fox-in-snow_42.png',
      part: 1,
      row: 2,
      image: 1,
      seed: 42,
      model: 'sketch',
      provider: 'sketch',
      mediaType: 'image/png',
      bytes: 100,
      sha256: images[0]?.sha256,
      credits: 2,
    });
    for (const { file, sha256, bytes } of [...manifest.images, ...manifest.tables]) {
      assert.equal(files.get(file)?.bytes.length, bytes);
      assert.equal(
        createHash('sha256')
          .update(files.get(file)?.bytes ?? '')
          .digest('hex'),
        sha256,
      );
    }
  });
});
