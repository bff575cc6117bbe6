import iconv from 'iconv-lite';
import { canaryMarks } from './canary-people.js';

/** What was found: which mark, in which spelling. */
export interface CanaryHit {
  readonly mark: keyof typeof canaryMarks;
  readonly spelling: string;
}

// Base64 of a text inside a longer one depends on where it begins; what is left after cutting the ends that neighbours
// influence is the same wherever the neighbours are.
function base64Of(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replaceAll('=', '');
  const bits = (offset + bytes.length) * 8;
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(bits / 6));
}

const percent = (bytes: Buffer): string =>
  bytes.reduce((text, byte) => `${text}%${byte.toString(16).padStart(2, '0')}`, '');

const escaped = (text: string): string =>
  [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** Every way in which a mark may stand in bytes, as Latin-1 text: one character a byte. */
function spellingsOf(mark: string): Record<string, string> {
  const utf8 = Buffer.from(mark, 'utf8');
  const plain = utf8.toString('latin1');
  const isAscii = plain === mark;
  return {
    plain,
    hex: utf8.toString('hex'),
    'base64 at 0': base64Of(utf8, 0),
    'base64 at 1': base64Of(utf8, 1),
    'base64 at 2': base64Of(utf8, 2),
    'UTF-16': Buffer.from(mark, 'utf16le').toString('latin1'),
    ...(isAscii ? {} : { GBK: iconv.encode(mark, 'gb18030').toString('latin1') }),
    ...(isAscii ? {} : { 'URL-encoded': percent(utf8), 'JSON escape': escaped(mark) }),
  };
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
// Hex, percent signs and escapes are written in either case; base64 is not.
const eitherCase = (text: string): string =>
  text.replaceAll(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);

// A mark made of digits is no hit in a longer number, a UUID or a digest: only a whole telephone or card is.
const whole: Partial<Record<keyof typeof canaryMarks, string>> = {
  phone: `(?<![0-9A-Fa-f-])${canaryMarks.phone}[0-9]{4}(?![0-9A-Fa-f-])`,
  card: `${canaryMarks.card}[0-9]{3}[0-9Xx]`,
};

interface Pattern extends CanaryHit {
  readonly source: RegExp;
}

const patterns: readonly Pattern[] = (Object.keys(canaryMarks) as (keyof typeof canaryMarks)[]).flatMap((mark) =>
  Object.entries(spellingsOf(canaryMarks[mark])).map(([spelling, text]) => {
    const isCaseless = ['hex', 'URL-encoded', 'JSON escape'].includes(spelling);
    const plain = spelling === 'plain' ? whole[mark] : undefined;
    return { mark, spelling, source: new RegExp(plain ?? (isCaseless ? eitherCase(literal(text)) : literal(text))) };
  }),
);
const any = new RegExp(patterns.map(({ source }) => source.source).join('|'));

/** In: bytes, or text of them. Out: the canaries in it, by mark and spelling. One pass unless there is one. */
export function canariesIn(bytes: Buffer | string): CanaryHit[] {
  const text = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8').toString('latin1') : bytes.toString('latin1');
  if (!any.test(text)) return [];
  return patterns.filter(({ source }) => source.test(text)).map(({ mark, spelling }) => ({ mark, spelling }));
}
