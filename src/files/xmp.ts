// The one packet of metadata a picture of ours carries: how it came to be, in IPTC's words.

import type { PictureSource } from '../core/domain/models.ts';

/** https://cv.iptc.org/newscodes/digitalsourcetype/ */
const TERMS: Readonly<Record<PictureSource, string>> = {
  trained: 'trainedAlgorithmicMedia',
  formula: 'algorithmicMedia',
};

/** The name of a source as every reader of metadata knows it. */
export function sourceTerm(source: PictureSource): string {
  return `http://cv.iptc.org/newscodes/digitalsourcetype/${TERMS[source]}`;
}

/**
 * The packet in UTF-8: the property Iptc4xmpExt:DigitalSourceType and no other. No tool, date or id: they would tell
 * pictures and people apart.
 */
export function xmpPacket(source: PictureSource): Buffer {
  return Buffer.from(
    [
      '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
      '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
      '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
      '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
      ` Iptc4xmpExt:DigitalSourceType="${sourceTerm(source)}"/>`,
      '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>',
    ].join(''),
  );
}
