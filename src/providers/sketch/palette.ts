// The colours of a picture, chosen from its time of day, its weather and its mood.

import { hex, lch, lit, mix, tone, turn, type Rgb } from './color.ts';
import type { Random } from './random.ts';
import type { Style } from './styles.ts';
import type { Time } from './vocabulary.ts';
import type { Meaning } from './words.ts';

export type Palette = {
  readonly time: Time;
  /** From the top down to the horizon. */
  readonly sky: readonly [Rgb, Rgb, Rgb];
  /** What far things fade into. */
  readonly haze: Rgb;
  readonly grass: Rgb;
  readonly leaf: Rgb;
  readonly rock: Rgb;
  readonly sand: Rgb;
  readonly snow: Rgb;
  readonly water: Rgb;
  readonly cloud: Rgb;
  readonly sun: Rgb;
  readonly shadow: Rgb;
  readonly accents: readonly [Rgb, Rgb, Rgb];
  /** How a thing of this colour looks in this light. */
  seen(color: Rgb): Rgb;
  /** The same for what shines by itself: only the mood touches it. */
  toned(color: Rgb): Rgb;
};

type Sky = readonly [top: string, middle: string, low: string];

const skies: Readonly<Record<Time, readonly [Sky, ...Sky[]]>> = {
  day: [
    ['#4f9fdc', '#9bd0ee', '#eef4e6'],
    ['#3f8fc4', '#8cc9dd', '#fbf0d8'],
    ['#6fb6dd', '#bfe1e6', '#fdf3e0'],
    ['#4a86c9', '#a3c9ec', '#f4e9ef'],
    ['#58aeb6', '#addbd0', '#fbf4dc'],
  ],
  dawn: [
    ['#6c93cf', '#e9b9c4', '#ffe6c0'],
    ['#7d86c9', '#f0b6ae', '#ffdcae'],
    ['#88a9d4', '#f4c9c4', '#fff0d2'],
  ],
  sunset: [
    ['#37386f', '#c45a7a', '#ffb257'],
    ['#553678', '#e3697a', '#ffc56f'],
    ['#2b4877', '#de7f66', '#ffd587'],
    ['#4a2f63', '#d9536a', '#ff9f5a'],
  ],
  night: [
    ['#0a1233', '#1d2c62', '#4c5f9c'],
    ['#110f33', '#332a68', '#80609e'],
    ['#06192d', '#0f3a58', '#3d7d8c'],
    ['#0c1030', '#27255c', '#6a4f8f'],
  ],
};

const lights: Readonly<Record<Time, { light: Rgb; shadow: Rgb; sun: Rgb; cloud: Rgb }>> = {
  day: { light: [1, 0.995, 0.97], shadow: [0.5, 0.52, 0.7], sun: hex('#fff6d8'), cloud: hex('#ffffff') },
  dawn: { light: [1, 0.94, 0.92], shadow: [0.52, 0.46, 0.66], sun: hex('#fff0c4'), cloud: hex('#ffeadf') },
  sunset: { light: [1, 0.84, 0.76], shadow: [0.42, 0.32, 0.52], sun: hex('#ffe9a8'), cloud: hex('#ffb59a') },
  night: { light: [0.58, 0.64, 0.86], shadow: [0.3, 0.32, 0.55], sun: hex('#f6f0d4'), cloud: hex('#5d6aa0') },
};

/** Colours for a picture with this meaning; chance fills in what the words leave open. */
export function paletteFor(meaning: Meaning, style: Style, random: Random): Palette {
  const { moods, weather } = meaning;
  const time = meaning.time ?? guessTime(meaning, style, random);
  const light = lights[time];
  const grey = weather.has('storm')
    ? 0.6
    : weather.has('rain')
      ? 0.42
      : weather.has('fog')
        ? 0.3
        : weather.has('snowfall')
          ? 0.16
          : 0;
  const [tint] = meaning.tints;
  const hue = random.between(-9, 9);

  const toned = (color: Rgb): Rgb => {
    let [lightness, chroma] = [0, 1];
    if (moods.has('pastel')) [lightness, chroma] = [0.05, 0.78];
    if (moods.has('vivid')) chroma *= 1.28;
    if (moods.has('dark')) [lightness, chroma] = [lightness - 0.1, chroma * 0.82];
    if (moods.has('vintage')) chroma *= 0.66;
    if (moods.has('mono')) chroma = 0;
    let result = lightness === 0 && chroma === 1 ? color : tone(color, lightness, chroma);
    if (moods.has('vintage')) result = mix(result, hex('#d9b38a'), 0.16);
    if (moods.has('warm') && !moods.has('mono')) result = mix(result, lit(result, [1.06, 0.98, 0.88]), 0.8);
    if (moods.has('cold') && !moods.has('mono')) result = mix(result, lit(result, [0.9, 0.98, 1.08]), 0.8);
    return result;
  };
  const ambient: Rgb = grey === 0 ? light.light : mix(light.light, [0.78, 0.82, 0.9], grey * 0.6);
  const seen = (color: Rgb): Rgb => toned(lit(color, ambient));

  const skyColor = (text: string, tinting: number): Rgb => {
    let color = turn(hex(text), hue);
    if (moods.has('neon')) color = mix(color, hex(time === 'night' ? '#d13fa8' : '#8a4fd0'), 0.12 + tinting * 0.3);
    if (tint) color = mix(color, tone(tint, time === 'night' ? -0.2 : 0.1), 0.18 + tinting * 0.4);
    return toned(mix(color, time === 'night' ? hex('#2a3040') : hex('#a9b3bf'), grey));
  };
  const [top, middle, low] = random.pick(skies[time]);
  const sky = [skyColor(top, 0.3), skyColor(middle, 0.6), skyColor(low, 0.2)] as const;
  const grass = moods.has('autumn') ? '#c2913f' : random.pick(['#7fa653', '#6a9f58', '#94ab50', '#5f9668']);
  const leaf = moods.has('autumn')
    ? random.pick(['#d0702f', '#c2512f', '#d99a35'])
    : moods.has('spring')
      ? '#e79ab4'
      : random.pick(['#4a8055', '#3f7760', '#5c8a48']);
  const base = random.between(0, 360);
  return {
    time,
    sky,
    haze: mix(sky[1], sky[2], 0.62),
    grass: seen(tint ? mix(hex(grass), tint, 0.3) : hex(grass)),
    leaf: seen(tint ? mix(hex(leaf), tint, 0.35) : hex(leaf)),
    rock: seen(turn(hex(random.pick(['#6f7f9c', '#7c7394', '#6a8290', '#8a7f8c'])), hue)),
    sand: seen(hex(random.pick(['#e2b776', '#dba468', '#e6c48c']))),
    snow: seen(hex('#f3f7fc')),
    water: toned(mix(mix(sky[0], hex('#2b6f8f'), 0.45), sky[1], 0.15)),
    cloud: toned(mix(light.cloud, hex('#8d95a3'), grey * 0.8)),
    sun: toned(light.sun),
    shadow: light.shadow,
    accents: [seen(tint ?? lch(0.7, 0.14, base)), seen(lch(0.74, 0.13, base + 130)), seen(lch(0.66, 0.13, base + 215))],
    seen,
    toned,
  };
}

function guessTime(meaning: Meaning, style: Style, random: Random): Time {
  const { extras, moods, scene } = meaning;
  const nightly = ['moon', 'stars', 'aurora', 'fireworks', 'fireflies', 'lanterns'] as const;
  if (nightly.some((extra) => extras.has(extra)) || moods.has('neon') || scene === 'space') return 'night';
  if (extras.has('sun') || extras.has('rainbow')) return 'day';
  // Both live from the white of the paper.
  if (style === 'ink' || style === 'watercolor') return random.pick(['day', 'day', 'dawn', 'sunset']);
  if (moods.has('dark')) return random.pick(['night', 'sunset']);
  return random.pick(['day', 'day', 'day', 'day', 'dawn', 'sunset', 'sunset', 'night']);
}
