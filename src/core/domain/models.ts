// The table of models: who runs each, what it can do and what a picture of it costs. Read it like a price list.

import { refuse } from './refusal.ts';

export type Ratio = '1:1' | '3:2' | '2:3' | '4:3' | '3:4' | '16:9' | '9:16';
export type Resolution = '512' | '1k' | '2k';
export type ProviderName = 'sketch' | 'openai';
/** How a picture came to be: by a model that learned from pictures, or by a formula that somebody wrote. */
export type PictureSource = 'trained' | 'formula';
export type Size = readonly [width: number, height: number];

export type Model = {
  /** What a person types. */
  readonly name: string;
  /** What a person reads. */
  readonly label: string;
  readonly provider: ProviderName;
  /** Pixel sizes by resolution and ratio; what is not listed is refused before anything is held. */
  readonly sizes: Readonly<Partial<Record<Resolution, Readonly<Partial<Record<Ratio, Size>>>>>>;
  /** Whether the same seed and prompt give the same picture. */
  readonly takesSeed: boolean;
  /** Whether it can start from a picture. */
  readonly takesImage: boolean;
  readonly maxCount: number;
  /** Credits for one finished picture. */
  readonly credits: number;
};

const gptSizes = { '1k': { '1:1': [1024, 1024], '3:2': [1536, 1024], '2:3': [1024, 1536] } } as const;

const sketchSizes = {
  '512': {
    '1:1': [512, 512],
    '3:2': [624, 416],
    '2:3': [416, 624],
    '4:3': [592, 448],
    '3:4': [448, 592],
    '16:9': [688, 384],
    '9:16': [384, 688],
  },
  '1k': {
    '1:1': [1024, 1024],
    '3:2': [1248, 832],
    '2:3': [832, 1248],
    '4:3': [1184, 896],
    '3:4': [896, 1184],
    '16:9': [1376, 768],
    '9:16': [768, 1376],
  },
} as const;

/** In order of preference: the first whose provider is configured is the default. */
export const MODELS: readonly Model[] = [
  {
    name: 'gpt-image-1-mini',
    label: 'GPT Image 1 Mini',
    provider: 'openai',
    sizes: gptSizes,
    takesSeed: false,
    takesImage: false,
    maxCount: 4,
    credits: 1,
  },
  {
    name: 'gpt-image-1',
    label: 'GPT Image 1',
    provider: 'openai',
    sizes: gptSizes,
    takesSeed: false,
    takesImage: false,
    maxCount: 4,
    credits: 4,
  },
  {
    name: 'sketch',
    label: 'Sketch (not AI)',
    provider: 'sketch',
    sizes: sketchSizes,
    takesSeed: true,
    takesImage: false,
    maxCount: 4,
    credits: 0,
  },
];

/** The models this installation can run, and their prices here. */
export type Catalogue = readonly Model[];

/**
 * The models of the configured providers, in the table's order.
 * @param sketchCredits price of a Sketch picture; 0 unless the owner configured otherwise
 */
export function catalogueFor(providers: ReadonlySet<ProviderName>, sketchCredits: number): Catalogue {
  return MODELS.filter((model) => providers.has(model.provider)).map((model) =>
    model.provider === 'sketch' ? { ...model, credits: sketchCredits } : model,
  );
}

/** What draws under a model's name; of a model that is no longer in the table, the more is said. */
export function sourceOf(model: string): PictureSource {
  return MODELS.find(({ name }) => name === model)?.provider === 'sketch' ? 'formula' : 'trained';
}

/** Finds a model by the name a person typed, or the default when they named none. */
export function chooseModel(catalogue: Catalogue, name: string | null): Model {
  const wanted = name?.trim().toLowerCase();
  const found = wanted === undefined ? catalogue[0] : catalogue.find((model) => model.name === wanted);
  if (found) return found;
  const allowed = catalogue.map((model) => model.name);
  if (MODELS.some((model) => model.name === wanted)) refuse('model-not-configured', { model: wanted ?? '', allowed });
  return refuse('model-unknown', { model: name ?? '', allowed });
}

/** The pixel size for a ratio and resolution; refused with what the model does allow. */
export function sizeOf(
  model: Model,
  resolution: string | null,
  ratio: string | null,
): { size: Size; ratio: Ratio; resolution: Resolution } {
  const resolutions = Object.keys(model.sizes) as Resolution[];
  const wantedResolution = resolution?.trim().toLowerCase() ?? (resolutions.includes('1k') ? '1k' : resolutions[0]);
  const chosen = resolutions.find((each) => each === wantedResolution);
  if (!chosen)
    return refuse('resolution-unsupported', { resolution: resolution ?? '', model: model.name, allowed: resolutions });
  const ratios = model.sizes[chosen] ?? {};
  const wantedRatio = ratio?.trim().replace(/[x/]/i, ':') ?? '1:1';
  const size = Object.hasOwn(ratios, wantedRatio) ? ratios[wantedRatio as Ratio] : undefined;
  if (!size)
    return refuse('ratio-unsupported', { ratio: ratio ?? '', model: model.name, allowed: Object.keys(ratios) });
  return { size, ratio: wantedRatio as Ratio, resolution: chosen };
}
