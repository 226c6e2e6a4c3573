// Colour profiles as they are found in pictures of any origin.

/** ICC.1:2022, 7.2: a header of 128 bytes and a tag count; its length first, `acsp` at 36. */
const MIN_BYTES = 132;

/**
 * The profile without anything behind its end; null where the bytes are none, which decoders leave unused too.
 * What is written inside a profile is not looked at: it is needed for the colours.
 */
export function colorProfile(bytes: Buffer): Buffer | null {
  if (bytes.length < MIN_BYTES || bytes.toString('latin1', 36, 40) !== 'acsp') return null;
  const length = bytes.readUInt32BE(0);
  return length >= MIN_BYTES && length <= bytes.length ? bytes.subarray(0, length) : null;
}
