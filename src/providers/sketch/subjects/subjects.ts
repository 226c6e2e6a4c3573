// The table of subjects: every figure with its colours, habit, size and homes.

import { bird, butterfly, crane, duck, owl, penguin, seagull } from './birds.ts';
import { bridge, castle, house, lighthouse, pagoda, tent, windmill } from './buildings.ts';
import type { Subject } from './figure.ts';
import { astronaut, ghost, person, robot, snowman } from './people.ts';
import { apple, blossom, cactus, flower, mushroom, pine, pumpkin, tree } from './plants.ts';
import { fish, jellyfish, octopus, turtle, whale } from './sea-life.ts';
import { bear, cat, dog, fox, lion, panda, rabbit, wolf } from './sitting.ts';
import { book, cake, cup, dumpling, guitar, heart, lantern, teapot, umbrella } from './things.ts';
import { balloon, bicycle, boat, car, rocket, spaceship, train } from './vehicles.ts';

const fields = ['meadow', 'forest', 'mountains'] as const;
const gardens = ['meadow', 'room', 'city'] as const;

export const SUBJECTS = {
  fox: {
    coats: ['#e27a3a', '#d9692f'],
    draw: fox,
    habit: 'stands',
    size: 1,
    homes: ['forest', 'snow', 'meadow', 'mountains'],
  },
  wolf: { coats: ['#8590a3'], draw: wolf, habit: 'stands', size: 1.1, homes: ['snow', 'forest', 'mountains'] },
  tiger: { coats: ['#e58a35'], draw: cat, habit: 'stands', size: 1.1, homes: ['forest', 'meadow', 'snow'] },
  cat: { coats: ['#e8a25c', '#8b8791', '#5d5560', '#d9cbb8'], draw: cat, habit: 'stands', size: 1, homes: gardens },
  dog: {
    coats: ['#c98d55', '#a8683c', '#d9b98a'],
    draw: dog,
    habit: 'stands',
    size: 1,
    homes: ['meadow', 'city', 'sea'],
  },
  rabbit: { coats: ['#d9cbb8', '#b9a490', '#ece6de'], draw: rabbit, habit: 'stands', size: 0.86, homes: fields },
  bear: {
    coats: ['#8a5a3c', '#6b4a3a'],
    draw: bear,
    habit: 'stands',
    size: 1.15,
    homes: ['forest', 'mountains', 'snow'],
  },
  panda: { coats: ['#f4f1ea'], draw: panda, habit: 'stands', size: 1.1, homes: ['forest', 'meadow'] },
  lion: { coats: ['#e3b063'], draw: lion, habit: 'stands', size: 1.1, homes: ['desert', 'meadow'] },
  owl: { coats: ['#8a6a50', '#75705e', '#9a7a5c'], draw: owl, habit: 'stands', size: 0.9, homes: ['forest', 'snow'] },
  bird: { coats: ['#5b8fb9', '#d86a5c', '#e0b04a'], draw: bird, habit: 'stands', size: 0.8, homes: fields },
  seagull: { coats: ['#f4f4f2'], draw: seagull, habit: 'flies', size: 0.7, homes: ['sea', 'sky'] },
  penguin: { coats: ['#3a4358'], draw: penguin, habit: 'stands', size: 1, homes: ['snow'] },
  duck: {
    coats: ['#f4c64a', '#f2efe6'],
    draw: duck,
    habit: 'floats',
    waterline: 0.66,
    size: 0.7,
    homes: ['sea', 'meadow'],
  },
  crane: { coats: ['#f6f4ef'], draw: crane, habit: 'stands', size: 1.1, homes: ['sea', 'mountains'] },
  butterfly: {
    coats: ['#ee8a3c', '#5b8fd9', '#b56ad0'],
    draw: butterfly,
    habit: 'flies',
    size: 0.7,
    homes: ['meadow', 'forest'],
  },
  fish: { coats: ['#ee7d3a', '#f0b93f', '#4fa3c9'], draw: fish, habit: 'swims', size: 0.7, homes: ['reef'] },
  whale: {
    coats: ['#4a7399', '#3f6487', '#5a86a0'],
    draw: whale,
    habit: 'floats',
    waterline: 0.4,
    size: 1.5,
    homes: ['sea'],
  },
  turtle: { coats: ['#5d9160', '#4d8a7a'], draw: turtle, habit: 'swims', size: 0.9, homes: ['reef'] },
  octopus: { coats: ['#d9607a', '#a860b9', '#e07a4a'], draw: octopus, habit: 'swims', size: 1, homes: ['reef'] },
  jellyfish: { coats: ['#e79ac4', '#a99ae7', '#8fd0e7'], draw: jellyfish, habit: 'swims', size: 0.9, homes: ['reef'] },
  tree: {
    coats: ['#6a9f4f', '#8aa94a', '#4f8a5a'],
    draw: tree,
    habit: 'stands',
    size: 2,
    homes: ['meadow', 'mountains', 'desert'],
  },
  pine: { coats: ['#3f7358', '#4a7d5a'], draw: pine, habit: 'stands', size: 2, homes: ['snow', 'mountains', 'meadow'] },
  flower: {
    coats: ['#ea6f91', '#e5533d', '#f4f0f8', '#9a7ad9', '#f2b83c'],
    draw: flower,
    habit: 'stands',
    size: 1,
    homes: ['meadow', 'room'],
  },
  mushroom: { coats: ['#d8483f', '#c9764a'], draw: mushroom, habit: 'stands', size: 0.8, homes: ['forest'] },
  cactus: { coats: ['#5a9464'], draw: cactus, habit: 'stands', size: 1.2, homes: ['desert', 'room'] },
  blossom: { coats: ['#f5a9c0'], draw: blossom, habit: 'flies', size: 1.4, homes: ['mountains', 'sky', 'sea'] },
  apple: { coats: ['#d8463f', '#8fb648'], draw: apple, habit: 'lies', size: 0.6, homes: ['room'] },
  pumpkin: { coats: ['#e8862f'], draw: pumpkin, habit: 'stands', size: 0.7, homes: ['meadow', 'room'] },
  house: {
    coats: ['#c9604a', '#5f7f9f', '#b07c48'],
    draw: house,
    habit: 'stands',
    size: 1.9,
    homes: ['meadow', 'snow', 'mountains'],
  },
  castle: {
    coats: ['#c9bfb5', '#d9c7b0'],
    draw: castle,
    habit: 'stands',
    size: 2.4,
    homes: ['mountains', 'meadow', 'sky'],
  },
  lighthouse: { coats: ['#d8504a'], draw: lighthouse, habit: 'stands', size: 2.2, homes: ['sea'] },
  windmill: { coats: ['#b5583f', '#5f7f9f'], draw: windmill, habit: 'stands', size: 2.1, homes: ['meadow'] },
  pagoda: { coats: ['#b5483c'], draw: pagoda, habit: 'stands', size: 2.3, homes: ['mountains', 'forest', 'snow'] },
  tent: { coats: ['#e0863c', '#4f8a8a'], draw: tent, habit: 'stands', size: 1.1, homes: ['mountains', 'forest'] },
  bridge: { coats: ['#c2483c', '#8a6a50'], draw: bridge, habit: 'floats', waterline: 0.8, size: 1.5, homes: ['sea'] },
  car: {
    coats: ['#d8504a', '#4f9aa8', '#f0b93f'],
    draw: car,
    habit: 'stands',
    size: 1,
    homes: ['city', 'desert', 'meadow'],
  },
  bicycle: { coats: ['#3f8a8a', '#c9483f'], draw: bicycle, habit: 'stands', size: 1, homes: ['city', 'meadow'] },
  boat: { coats: ['#c9483f', '#3f6f9a'], draw: boat, habit: 'floats', waterline: 0.74, size: 1.2, homes: ['sea'] },
  rocket: { coats: ['#d8504a', '#4a7fc9'], draw: rocket, habit: 'flies', size: 1.4, homes: ['space', 'sky'] },
  balloon: {
    coats: ['#e0634a', '#4a8fb9', '#d94f7a'],
    draw: balloon,
    habit: 'flies',
    size: 1.4,
    homes: ['mountains', 'sky', 'meadow'],
  },
  train: {
    coats: ['#3f6f5a', '#a8403a'],
    draw: train,
    habit: 'stands',
    size: 1.4,
    homes: ['mountains', 'meadow', 'snow'],
  },
  spaceship: { coats: ['#8f98b0'], draw: spaceship, habit: 'flies', size: 1, homes: ['space', 'desert', 'meadow'] },
  person: {
    coats: ['#d8604a', '#4a7f9f', '#e0b04a'],
    draw: person,
    habit: 'stands',
    size: 1.2,
    homes: ['mountains', 'city', 'sea', 'meadow'],
  },
  astronaut: { coats: ['#e0763a', '#4a7fc9'], draw: astronaut, habit: 'stands', size: 1.1, homes: ['space'] },
  robot: {
    coats: ['#7fb0c0', '#e0a84a', '#b0b8c4'],
    draw: robot,
    habit: 'stands',
    size: 1.1,
    homes: ['city', 'meadow', 'desert'],
  },
  snowman: { coats: ['#c9483f'], draw: snowman, habit: 'stands', size: 1, homes: ['snow'] },
  ghost: { coats: ['#eef0fa'], draw: ghost, habit: 'stands', size: 0.9, homes: ['forest', 'city'] },
  cup: { coats: ['#4f8a9f', '#c9604a', '#7a9a6a'], draw: cup, habit: 'lies', size: 0.8, homes: ['room'] },
  teapot: { coats: ['#5f8f7f', '#4f6f9f'], draw: teapot, habit: 'lies', size: 0.9, homes: ['room'] },
  book: { coats: ['#8a4a4a', '#3f5f7f'], draw: book, habit: 'lies', size: 0.8, homes: ['room'] },
  cake: { coats: ['#f09ab0', '#8a5a44'], draw: cake, habit: 'lies', size: 0.9, homes: ['room'] },
  dumpling: { coats: ['#f4e2c4'], draw: dumpling, habit: 'lies', size: 0.6, homes: ['room'] },
  guitar: { coats: ['#c9843f'], draw: guitar, habit: 'lies', size: 1.1, homes: ['room', 'meadow'] },
  umbrella: {
    coats: ['#d8504a', '#e0b04a'],
    draw: umbrella,
    habit: 'stands',
    size: 1,
    homes: ['city', 'meadow', 'sea'],
  },
  lantern: { coats: ['#d83f34'], draw: lantern, habit: 'flies', size: 0.7, homes: ['city', 'mountains', 'sky'] },
  heart: { coats: ['#e0485a'], draw: heart, habit: 'flies', size: 0.8, homes: ['sky', 'meadow'] },
} as const satisfies Readonly<Record<string, Subject>>;

export type SubjectName = keyof typeof SUBJECTS;
