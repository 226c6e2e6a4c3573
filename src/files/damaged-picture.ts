// What is said of a picture whose container is broken.

/** The container contradicts itself or ends too early: what is in it is no picture that could be brought to a person. */
export class DamagedPicture extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'DamagedPicture';
  }
}

/** Parts of one file that are looked at: far more than any program writes, and done with in milliseconds. */
export const MAX_PIECES = 100_000;
