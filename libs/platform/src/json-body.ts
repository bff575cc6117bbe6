import { Malformed } from '@lib/contracts/refusals';
import { jsonLimits } from './server-limits.js';

const unreadable = (message: string): Malformed => new Malformed([{ path: '(whole)', code: 'UNREADABLE', message }]);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body that a stranger sent. In: the bytes. Out: the value. Throws `Malformed`, never with a word of the
 * body: for bytes that are no UTF-8, for what is no JSON, for nesting and keys beyond the limits, for a key that stands
 * twice in one object (two readers would take different ones), for half a surrogate pair, NUL, and numbers beyond all measure.
 */
export function readJsonBody(bytes: Uint8Array): unknown {
  const text = decoded(bytes);
  // PostgreSQL's text holds no NUL, and no name, label or reason needs one.
  if (text.includes('\0') || text.includes('\\u0000')) throw unreadable('the body holds a NUL character');
  const { depth, colons } = shapeOf(text);
  if (depth > jsonLimits.depthMax) throw unreadable(`JSON nests deeper than ${jsonLimits.depthMax}`);
  const value = parsed(text);
  if (keysIn(value) !== colons) throw unreadable('a key stands twice in one object');
  return value;
}

function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw unreadable('the body is not UTF-8');
  }
}

// Names that are part of every object: whoever copies such a key by assignment changes more than the copy.
const builtInKeys: readonly string[] = ['__proto__', 'constructor', 'prototype'];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('the body is not JSON');
  }
}

const code = {
  quote: 0x22,
  backslash: 0x5c,
  colon: 0x3a,
  brace: 0x7b,
  bracket: 0x5b,
  braceEnd: 0x7d,
  bracketEnd: 0x5d,
};

// A bomb of brackets is refused before it is built. Outside strings every colon belongs to one key.
function shapeOf(text: string): { depth: number; colons: number } {
  let [deepest, depth, colons] = [0, 0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index);
    if (character === code.quote) index = endOfString(text, index);
    else if (character === code.colon) colons += 1;
    else if (character === code.brace || character === code.bracket) deepest = Math.max(deepest, (depth += 1));
    else if (character === code.braceEnd || character === code.bracketEnd) depth -= 1;
  }
  return { depth: deepest, colons };
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text.charCodeAt(at) !== code.quote) at += text.charCodeAt(at) === code.backslash ? 2 : 1;
  return at;
}

// Depth is bounded before, so that the walk may be recursive.
function keysIn(value: unknown): number {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw unreadable('a text holds half a surrogate pair');
    return 0;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw unreadable('a number is beyond all measure');
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + keysIn(item), 0);
  const keys = Object.keys(value);
  if (keys.length > jsonLimits.keysMax) throw unreadable(`an object has more than ${jsonLimits.keysMax} keys`);
  if (keys.some((key) => builtInKeys.includes(key))) throw unreadable('a key is the name of a part of every object');
  if (!keys.every((key) => key.isWellFormed())) throw unreadable('a text holds half a surrogate pair');
  return Object.values(value).reduce<number>((sum, item) => sum + keysIn(item), keys.length);
}
