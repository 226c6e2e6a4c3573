// The table of scenes.

import type { SceneName } from '../subjects/figure.ts';
import { cloudscape, space } from './cosmos.ts';
import { meadow, mountains, snowfield } from './country.ts';
import type { Scene } from './stage.ts';
import { city, room } from './town.ts';
import { reef, sea } from './water.ts';
import { desert, forest } from './wild.ts';

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
