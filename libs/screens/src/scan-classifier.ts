import {
  batchOfBoxCode,
  isIdentityNumber,
  isTubeBarcode,
  normaliseIdentityNumber,
  participantOfPersonCode,
} from '@lib/vocabulary';

/** What a scanned or typed text is. The person at the desk never chooses a mode (screens §1.1). */
export type Scanned =
  | { kind: 'command'; command: 'undo' | 'seal' | 'void' }
  | { kind: 'box'; batchId: string }
  | { kind: 'tube'; tubeId: string }
  | { kind: 'tube-damaged' }
  | { kind: 'person'; participantId: string }
  | { kind: 'card'; cardNumber: string }
  | { kind: 'unknown' };

const commands = { 'CMD-UNDO': 'undo', 'CMD-SEAL': 'seal', 'CMD-VOID': 'void' } as const;

const isCommand = (text: string): text is keyof typeof commands => text in commands;

/** Tells what was scanned, in the order command, box, tube, person code, card. */
export function classifyScan(raw: string): Scanned {
  const text = raw.normalize('NFKC').trim().toUpperCase();
  if (isCommand(text)) return { kind: 'command', command: commands[text] };
  const batchId = batchOfBoxCode(text);
  if (batchId) return { kind: 'box', batchId };
  if (isTubeBarcode(text)) return { kind: 'tube', tubeId: text };
  const participantId = participantOfPersonCode(text);
  if (participantId) return { kind: 'person', participantId };
  const cardNumber = normaliseIdentityNumber(text);
  if (isIdentityNumber(cardNumber)) return { kind: 'card', cardNumber };
  // Thirteen or fourteen digits that fail the check are a tube whose scan lost or changed a digit, not a person.
  return /^\d{12,15}$/.test(text) ? { kind: 'tube-damaged' } : { kind: 'unknown' };
}
