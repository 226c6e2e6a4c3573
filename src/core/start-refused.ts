// Why the program does not start, for whoever runs it.

/** Its message is all they need to read: what is wrong, and what to do about it. */
export class StartRefused extends Error {
  constructor(words: string, options?: { cause?: unknown }) {
    super(words, options);
    this.name = 'StartRefused';
  }
}
