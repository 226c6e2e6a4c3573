// The conversation as it is printed: who says what where, edits as they happen, and each promise with its outcome.

import { styleText } from 'node:util';
import type { Bubble, Look, Pressed, Seat, Shown } from './seat.ts';

type Style = Parameters<typeof styleText>[0];

export interface Transcript {
  /** A chapter of the play. */
  scene(title: string): void;
  /** Somebody types, attaches or presses. */
  says(seat: Seat, words: string): void;
  /** What the bot answered, as it looks now. */
  answers(bubble: Bubble): void;
  /** What a press led to, as it looks now. */
  pressed(pressed: Pressed): void;
  /** Prints every change of a message until it looks like that. */
  follow(bubble: Bubble, until: (look: Look) => boolean, waiting?: { timeoutMs?: number }): Promise<Look>;
  /** Pictures that came as messages of their own. */
  shows(files: readonly Shown[]): void;
  /** What happens off stage. */
  note(words: string): void;
  /** One promise of the product; `why` is printed when it was not held. */
  promise(words: string, held: boolean, why?: string): void;
  readonly promises: { readonly held: number; readonly broken: number };
}

const COLUMN = 9;
const INDENT = '  ';

/** @param print takes one line; colours are added only where `colours` says that somebody can see them */
export function createTranscript(print: (line: string) => void, colours: boolean): Transcript {
  const paint = (style: Style, text: string): string =>
    colours ? styleText(style, text, { validateStream: false }) : text;
  const line = (who: string, mark: string, text: string): void =>
    print(`${INDENT}${paint('cyan', who)}${' '.repeat(Math.max(1, COLUMN - columns(who)))}${mark}${text}`);
  const shown = new Map<string, Look>();
  const tally = { held: 0, broken: 0 };
  let place = '';

  /** Prints a message the first time, and after that what is different. */
  const tell = (bubble: Bubble, mark: string, look = bubble.look()): void => {
    const before = shown.get(bubble.id);
    if (before && sameLook(before, look)) return;
    shown.set(bubble.id, look);
    let who = before ? '' : bubble.isPrivate ? 'Easel 🔒' : 'Easel';
    const write = (text: string, style: Style = 'reset'): void => {
      line(who, before && who === '' ? mark : INDENT, paint(style, text));
      who = '';
      mark = INDENT;
    };
    const old = new Set(before?.text.split('\n'));
    for (const text of look.text.split('\n')) if (text !== '' && !old.has(text)) write(text);
    const files = new Set(before?.files.map(({ name }) => name));
    for (const file of look.files) if (!files.has(file.name)) write(describe(file), 'green');
    if (look.buttons.length > 0 && look.buttons.join() !== before?.buttons.join())
      write(look.buttons.map((label) => `[${label}]`).join(' '), 'yellow');
  };

  return {
    scene(title) {
      place = '';
      print('');
      print(paint('bold', `── ${title} ${'─'.repeat(Math.max(3, 72 - title.length))}`));
    },
    says(seat, words) {
      if (place !== seat.place) {
        place = seat.place;
        print('');
        print(`${INDENT}${paint('dim', place)}`);
      }
      for (const [n, text] of words.split('\n').entries()) line(n === 0 ? seat.name : '', INDENT, paint('bold', text));
    },
    answers: (bubble) => tell(bubble, INDENT),
    pressed({ words, bubble }) {
      if (words !== null) line('Easel 🔒', INDENT, words.replaceAll('\n', ' '));
      if (bubble) tell(bubble, '↻ ');
    },
    follow: (bubble, until, waiting) =>
      bubble.until((look) => {
        tell(bubble, '↻ ', look);
        return until(look);
      }, waiting),
    shows(files) {
      for (const file of files) line('', INDENT, paint('green', describe(file)));
    },
    note: (words) => print(`${INDENT}${paint('dim', `· ${words}`)}`),
    promise(words, held, why = '') {
      tally[held ? 'held' : 'broken'] += 1;
      print(
        `${INDENT}${held ? paint('green', '✓') : paint('red', '✗')} ${words}${held || why === '' ? '' : ` (${why})`}`,
      );
    },
    promises: tally,
  };
}

function sameLook(one: Look, other: Look): boolean {
  return (
    one.text === other.text && one.buttons.join() === other.buttons.join() && one.files.length === other.files.length
  );
}

/** `🖼  fox.png 1024×1024, 204 kB` */
function describe({ kind, name, bytes }: Shown): string {
  // Rounded up, as the bot does it.
  const size =
    bytes.length < 1e6
      ? `${Math.ceil(bytes.length / 1e3)} kB`
      : `${(Math.ceil(bytes.length / 1e5) / 10).toFixed(1)} MB`;
  return kind === 'file' ? `📎 ${name}, ${size}` : `🖼  ${name}${dimensions(bytes)}, ${size}`;
}

/** Width and height stand at fixed places of a PNG's first chunk. */
function dimensions(bytes: Buffer): string {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return '';
  return ` ${bytes.readUInt32BE(16)}×${bytes.readUInt32BE(20)}`;
}

/** Columns of a terminal: what is written in Han characters or as an emoji takes two each. */
function columns(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (/\p{Script=Han}|\p{Emoji_Presentation}/u.test(char) ? 2 : 1), 0);
}
