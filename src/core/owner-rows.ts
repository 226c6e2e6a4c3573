// What can be asked about rows that are somebody else's: whether they are there, and no more.

/** What buttons in a chat are about, which everybody there can press. */
export type Pressable = 'image' | 'generation' | 'run' | 'purchase' | 'erasure' | 'request';

export interface OwnerRows {
  /** Whether it is there for somebody else, when it is not for whoever asks. */
  isAnothers(kind: Pressable, id: string): Promise<boolean>;
}
