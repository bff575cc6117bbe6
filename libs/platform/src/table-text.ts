import { Refusal } from '@lib/contracts/refusals';

export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';

const marks: readonly { encoding: TextEncoding; bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * Finds out how text is encoded and decodes it: byte order mark, then strict UTF-8, then GB18030 (what Chinese Excel
 * writes, a superset of GBK), after UTF-16 without a mark was told by its zero bytes.
 * Throws `Refusal` UPLOAD_FORMAT_UNKNOWN when it is no text: a wrong guess would store wrong words.
 */
export function decodeText(bytes: Uint8Array): { text: string; encoding: TextEncoding } {
  const mark = marks.find((candidate) => candidate.bytes.every((byte, index) => bytes[index] === byte));
  const certain = mark?.encoding ?? utf16ByZeros(bytes);
  const candidates: readonly TextEncoding[] = certain === undefined ? ['utf-8', 'gb18030'] : [certain];
  for (const encoding of candidates) {
    const text = decodeStrictly(bytes, encoding);
    if (text !== undefined && !hasControls(text)) return { text, encoding };
  }
  throw new Refusal('UPLOAD_FORMAT_UNKNOWN', { sniffed: 'binary' });
}

function decodeStrictly(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// Digits, commas and line ends of UTF-16 have a zero byte on one side; text of one byte a character has none at all.
function utf16ByZeros(bytes: Uint8Array): TextEncoding | undefined {
  const looked = Math.min(bytes.length, 4096);
  const zeros = [0, 0];
  for (let index = 0; index < looked; index += 1)
    if (bytes[index] === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const enough = looked / 10;
  if (odd > enough && even === 0) return 'utf-16le';
  if (even > enough && odd === 0) return 'utf-16be';
  return undefined;
}

// Tab, line feed, vertical tab, form feed, return and the old end-of-file sign appear in exports; the rest means binary.
function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 && code !== 0x1a && (code < 0x09 || code > 0x0d)) return true;
  }
  return false;
}
