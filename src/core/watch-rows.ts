// What is looked at to see that promises about data are being kept, as the core sees it: ages and counts, and nobody's rows.

/** Ages of the oldest in seconds; 0 where there is none. */
export type Lateness = {
  /** A picture that is due, or an account that is: since when. */
  readonly sweepSeconds: number;
  /** An erasure that was confirmed, and has not taken everything away. */
  readonly erasureSeconds: number;
  /** A question, a copy or an erasure that somebody waits for. */
  readonly requestSeconds: number;
};

export interface WatchRows {
  lateness(pictureDays: number): Promise<Lateness>;
  /** What is open in the wall between accounts, a line each. */
  wallHoles(): Promise<readonly string[]>;
  /** Columns that are stored and not listed, or the other way round, a line each. */
  unlisted(): Promise<readonly string[]>;
  /** Those of these files that no row of their account stands for. */
  orphans(keys: readonly string[]): Promise<readonly string[]>;
}
