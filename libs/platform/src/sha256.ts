import { hash } from 'node:crypto';
import type { HashOfText } from '@lib/vocabulary';

/** In: text, taken as UTF-8. Out: its SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits. */
export const sha256: HashOfText = (text) => hash('sha256', text, 'hex');
