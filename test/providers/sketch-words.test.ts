// What Sketch reads in a prompt, in English and Chinese.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hex } from '../../src/providers/sketch/color.ts';
import { SUBJECTS } from '../../src/providers/sketch/subjects/subjects.ts';
import { subjectWords } from '../../src/providers/sketch/vocabulary.ts';
import { readWords } from '../../src/providers/sketch/words.ts';

function subjectsIn(prompt: string, negativePrompt: string | null = null): string[] {
  return readWords(prompt, negativePrompt).subjects.map(({ name, count }) => (count === 1 ? name : `${count} ${name}`));
}

describe('reading a prompt', () => {
  test('every subject is found by each of its words', () => {
    for (const [name, words] of Object.entries(subjectWords))
      for (const word of words.split(' '))
        assert.ok(subjectsIn(word.replaceAll('_', ' ')).includes(name), `${word} should mean ${name}`);
    assert.deepEqual(Object.keys(subjectWords).toSorted(), Object.keys(SUBJECTS).toSorted());
  });

  test('English and Chinese mean the same', () => {
    const english = readWords('two red foxes in the snow at night', null);
    const chinese = readWords('夜晚，雪地里的两只红色狐狸', null);
    assert.deepEqual(english.subjects, chinese.subjects);
    assert.deepEqual([english.scene, english.time], [chinese.scene, chinese.time]);
    assert.deepEqual([english.scene, english.time], ['snow', 'night']);
  });

  test('plurals, possessives and joined words are understood', () => {
    assert.deepEqual(subjectsIn("the wolves' castle, snow-covered"), ['wolf', 'castle']);
    assert.equal(readWords('snow-covered hills', null).scene, 'snow');
  });

  test('the longest name wins: a snowman is no man, a 雪人 no 人, a 机器人 neither', () => {
    assert.deepEqual(subjectsIn('a snowman'), ['snowman']);
    assert.deepEqual(subjectsIn('雪人'), ['snowman']);
    assert.deepEqual(subjectsIn('机器人'), ['robot']);
    assert.deepEqual(subjectsIn('a hot air balloon'), ['balloon']);
  });

  test('a colour belongs to the noun it stands before, and to the picture when there is none', () => {
    const meaning = readWords('a red little boat and a fox, blue', null);
    assert.deepEqual(meaning.subjects[0]?.color, hex('#d2413a'));
    assert.equal(meaning.subjects[1]?.color, null);
    assert.deepEqual(meaning.tints, [hex('#3f74b8')]);
  });

  test('counts are understood, and a crowd stays small', () => {
    assert.deepEqual(subjectsIn('two cats and three owls'), ['2 cat', '3 owl']);
    assert.equal(subjectsIn('fox cat dog owl bear fish').length, 3);
  });

  test('a negative prompt takes away what it names', () => {
    assert.deepEqual(subjectsIn('a fox and an owl', 'owls'), ['fox']);
    const meaning = readWords('a foggy forest with the moon', 'fog, 月亮');
    assert.deepEqual([...meaning.weather], []);
    assert.deepEqual([...meaning.extras], []);
  });

  test('so does a no in the prompt itself', () => {
    assert.deepEqual(subjectsIn('a castle without people'), ['castle']);
    assert.deepEqual(subjectsIn('没有人的城堡'), ['castle']);
  });

  test('unknown words mean nothing and do no harm', () => {
    const meaning = readWords('the constructor of hasOwnProperty __proto__ 龘', 'toString');
    assert.deepEqual([meaning.subjects, meaning.scene, meaning.time], [[], null, null]);
  });
});
