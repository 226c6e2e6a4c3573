// Draws real pictures from words: a gradient sky, a few shapes and a horizon, always the same for the same words.

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

export type PictureFormat = 'png' | 'jpeg' | 'webp';

export type Picture = { width: number; height: number; format: PictureFormat };

/**
 * Draws what `words` stand for; the same words and size give the same bytes. The words stand in the file, too, as many
 * engines write them there.
 */
export async function draw(words: string, picture: Picture): Promise<Buffer> {
  const svg = scene(words, picture, true);
  return encode(sharp(Buffer.from(svg)).withExif({ IFD0: { ImageDescription: words } }), picture.format);
}

/** Draws over a given image, cut to the size asked for. Rejects when it is not an image. */
export async function drawOver(image: Buffer, words: string, picture: Picture): Promise<Buffer> {
  const base = sharp(image).resize(picture.width, picture.height, { fit: 'cover' });
  return encode(base.composite([{ input: Buffer.from(scene(words, picture, false)) }]), picture.format);
}

/**
 * About a kilobyte of valid PNG, for benches that measure everything but drawing. There are eight of them, drawn once,
 * and the words choose; the words are all that is written anew.
 */
export async function drawTiny(words: string): Promise<Buffer> {
  const index = (digest(words)[0] ?? 0) % 8;
  tiny[index] ??= draw(`tiny ${index}`, { width: 24, height: 24, format: 'png' });
  return withWords(await tiny[index], words);
}

/** A PNG with the words in a chunk of text behind its header, where stable-diffusion.cpp and its relatives write them. */
function withWords(png: Buffer, words: string): Buffer {
  const content = Buffer.from(`iTXtparameters\0\0\0\0\0${words}`);
  const chunk = Buffer.alloc(content.length + 8);
  chunk.writeUInt32BE(content.length - 4);
  content.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(content), content.length + 4);
  const header = 33;
  return Buffer.concat([png.subarray(0, header), chunk, png.subarray(header)]);
}

const tiny: Promise<Buffer>[] = [];

function encode(image: Sharp, format: PictureFormat): Promise<Buffer> {
  if (format === 'jpeg') return image.jpeg().toBuffer();
  return format === 'webp' ? image.webp().toBuffer() : image.png().toBuffer();
}

function scene(words: string, { width, height }: Picture, withSky: boolean): string {
  const next = dice(words);
  const hue = next(360);
  const sky = `<linearGradient id="sky" x1="0" y1="0" x2="${next(100) / 100}" y2="1">
    <stop offset="0" stop-color="hsl(${hue} 70% 22%)"/>
    <stop offset="0.55" stop-color="hsl(${(hue + 40) % 360} 75% 52%)"/>
    <stop offset="1" stop-color="hsl(${(hue + 85) % 360} 85% 78%)"/></linearGradient>`;
  const short = Math.min(width, height);
  const circles = Array.from({ length: 4 + next(4) }, () => {
    const fill = `hsl(${(hue + 150 + next(80)) % 360} 80% ${50 + next(30)}%)`;
    return `<circle cx="${next(width)}" cy="${next(height)}" r="${Math.round(short / 20) + next(Math.round(short / 5))}" fill="${fill}" fill-opacity="${(20 + next(50)) / 100}"/>`;
  });
  const hills = Array.from({ length: 3 }, (_, row) => {
    const top = Math.round(height * (0.6 + row * 0.13));
    const bend = Math.round(height * 0.18);
    const points = [top - next(bend), top + next(bend) - bend / 2, top - next(bend)];
    return `<path d="M0 ${height} V${points[0]} Q${Math.round(width / 3)} ${points[1]} ${Math.round(width / 2)} ${top} T${width} ${points[2]} V${height} Z" fill="hsl(${(hue + 200) % 360} 45% ${34 - row * 10}%)" fill-opacity="${withSky ? 1 : 0.45}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${sky}</defs>${
    withSky ? `<rect width="${width}" height="${height}" fill="url(#sky)"/>` : ''
  }${circles.join('')}${hills.join('')}</svg>`;
}

/** Numbers below a limit, one after the other, all decided by the words. */
function dice(words: string): (below: number) => number {
  let round = 0;
  let pool = digest(words);
  let at = 0;
  return (below) => {
    if (at + 4 > pool.length) {
      round += 1;
      pool = digest(`${round} ${words}`);
      at = 0;
    }
    const value = pool.readUInt32BE(at);
    at += 4;
    return below <= 0 ? 0 : value % below;
  };
}

function digest(words: string): Buffer {
  return createHash('sha256').update(words).digest();
}
