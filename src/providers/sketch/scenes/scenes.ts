// The table of scenes.

import type { SceneName } from '../subjects/figure.ts';
import { city } from './city.ts';
import { cloudscape, space } from './cosmos.ts';
import { meadow, mountains, snowfield } from './country.ts';
import { desert } from './desert.ts';
import { forest } from './forest.ts';
import { reef } from './reef.ts';
import { room } from './room.ts';
import { sea } from './sea.ts';
import type { Scene } from './stage.ts';

export const SCENES: Readonly<Record<SceneName, Scene>> = {
  meadow,
  snow: snowfield,
  mountains,
  forest,
  desert,
  sea,
  reef,
  city,
  space,
  room,
  sky: cloudscape,
};
