// From a request to pixels: the words are read, a scene is set, the subjects take their places, the style finishes the sheet.

import type { DrawRequest } from '../../core/ports.ts';
import { createCanvas, type Canvas } from './canvas.ts';
import { paletteFor } from './palette.ts';
import { noiseFrom, randomFrom, type Random } from './random.ts';
import { finish } from './finish.ts';
import { abstract } from './scenes/abstract.ts';
import { SCENES } from './scenes/scenes.ts';
import type { Stage } from './scenes/stage.ts';
import { paintWeather } from './scenes/weather.ts';
import { defocus } from './soften.ts';
import { mannerOf } from './styles.ts';
import type { SceneName } from './subjects/figure.ts';
import { SUBJECTS } from './subjects/subjects.ts';
import { castOf, paintCast } from './cast.ts';
import { readWords, type Meaning } from './words.ts';

/** Squares of pixel art along the shorter side. */
const SQUARES = 128;

/** Red, green, blue, red, … as bytes, rows from the top. */
export type Picture = { readonly pixels: Uint8Array; readonly width: number; readonly height: number };

/** The same request gives the same pixels, in every process. Takes a quarter to half a second of one core for a million pixels. */
export function paintPicture(request: DrawRequest): Picture {
  const { width, height } = request;
  if (request.style !== 'pixel') return { pixels: paint(request, width, height), width, height };
  const square = Math.max(1, Math.min(width, height) / SQUARES);
  const columns = Math.round(width / square);
  const rows = Math.round(height / square);
  return { pixels: enlarge(paint(request, columns, rows), columns, rows, width, height), width, height };
}

function paint(request: DrawRequest, width: number, height: number): Uint8Array {
  const style = request.style ?? 'plain';
  const random = randomFrom(`${request.seed ?? 0} ${request.prompt} ${request.negativePrompt ?? ''}`);
  const noise = noiseFrom(random.fork('noise'));
  const meaning = readWords(request.prompt, request.negativePrompt);
  const palette = paletteFor(meaning, style, random.fork('palette'));
  const canvas: Canvas = createCanvas(width, height, mannerOf(style), noise);
  const scene = sceneFor(meaning, random.fork('scene name'));
  const cast = castOf(meaning, scene, random.fork('cast'));
  const standing = cast.some(({ place }) => place === 'ground');
  const stage: Stage = { canvas, palette, random: random.fork('scene'), noise, meaning, standing };

  const spot = (scene === null ? abstract : SCENES[scene])(stage);
  if (style === 'photo' && cast.length > 0) defocus(canvas, 0.012);
  paintCast({ ...stage, random: random.fork('figures') }, cast, spot);
  spot.front();
  paintWeather({ ...stage, random: random.fork('weather') }, scene ?? 'abstract');
  return finish(canvas, noise, random.fork('finish'));
}

/** Where it happens: where the words say, else where the first subject lives; null for words that name nothing. */
function sceneFor({ scene, subjects, extras, weather, time, unwanted }: Meaning, random: Random): SceneName | null {
  const [first] = subjects;
  const allowed = (name: SceneName) => !unwanted.has(`scene ${name}`);
  if (scene !== null) {
    const swims = first && SUBJECTS[first.name].habit === 'swims';
    return scene === 'sea' && swims && allowed('reef') ? 'reef' : scene;
  }
  if (first) {
    const homes: readonly SceneName[] = SUBJECTS[first.name].homes;
    const open = homes.filter(allowed);
    return open[random.below(open.length)] ?? null;
  }
  if (extras.size + weather.size > 0 || time !== null) {
    const open = (['meadow', 'mountains', 'sea', 'forest', 'snow'] as const).filter(allowed);
    return open[random.below(open.length)] ?? null;
  }
  return null;
}

function enlarge(small: Uint8Array, columns: number, rows: number, width: number, height: number): Uint8Array {
  const large = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.min(rows - 1, Math.floor((y * rows) / height)) * columns;
    for (let x = 0; x < width; x++, at += 3) {
      const from = (row + Math.min(columns - 1, Math.floor((x * columns) / width))) * 3;
      large[at] = small[from] ?? 0;
      large[at + 1] = small[from + 1] ?? 0;
      large[at + 2] = small[from + 2] ?? 0;
    }
  }
  return large;
}
