import { writeXlsx } from '@lib/platform';
import { harmfulZips, workbookOf } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { shortFormHeader } from './upload-columns.js';

/** A file that somebody might send, and all that may become of it: a refusal's code, or the code of its first row. */
export interface HostileFile {
  readonly what: string;
  readonly bytes: Buffer;
  readonly verdicts: readonly string[];
}

const tube = writeTubeBarcode('21', 7);
const file = (what: string, bytes: Buffer, ...verdicts: string[]): HostileFile => ({ what, bytes, verdicts });

// A multiplicative generator of fixed seed: the same files on every machine.
function* chances(seed: number): Generator<number, never> {
  for (let state = seed; ; ) yield (state = (state * 48_271) % 2_147_483_647);
}

/** Workbooks that are cut or changed on the way. */
export async function brokenWorkbooks(): Promise<HostileFile[]> {
  const good = await writeXlsx({ header: shortFormHeader, rows: [[tube, '阴性', '无', '无', '28.1']] });
  const chance = chances(20_261_122);
  const cut = Array.from({ length: 60 }, (_, at) => 4 + Math.floor(((good.length - 30) * at) / 60));
  const any = [
    'readable',
    'none',
    'UPLOAD_FORMAT_UNKNOWN',
    'UPLOAD_EMPTY',
    'UPLOAD_COLUMNS_MISSING',
    'UPLOAD_TOO_LARGE',
    'TUBE_CODE_WRONG',
    'WORD_UNKNOWN',
    'WORD_MISSING',
    'TUBE_CODE_MISSING',
  ];
  return [
    file('a whole workbook', good, 'readable'),
    ...cut.map((end) => file(`a workbook cut at ${end}`, good.subarray(0, end), 'UPLOAD_FORMAT_UNKNOWN')),
    ...Array.from({ length: 60 }, (_, turn) => {
      const bytes = Buffer.from(good);
      for (let flip = 0; flip < 8; flip += 1)
        bytes[4 + (chance.next().value % (bytes.length - 4))] = chance.next().value % 256;
      return file(`a workbook with eight bytes changed, ${turn}`, bytes, ...any);
    }),
  ];
}

/** Workbooks that were made to burst, to hide or to lie. */
export const harmfulWorkbooks = (): HostileFile[] =>
  Object.entries(harmfulZips(workbookOf([shortFormHeader, [tube, '阴性', '无', '无', '28.1']]))).map(
    ([what, { bytes, code }]) => file(`a workbook ${what}`, bytes, code),
  );

/** Bytes that are nothing at all. */
export const noise = (): HostileFile[] => {
  const chance = chances(7);
  return Array.from({ length: 160 }, (_, turn) => {
    const bytes = Buffer.from(Array.from({ length: 20 + turn * 9 }, () => chance.next().value % 256));
    return file(
      `noise ${turn}`,
      bytes,
      'UPLOAD_FORMAT_UNKNOWN',
      'UPLOAD_COLUMNS_MISSING',
      'UPLOAD_TOO_LARGE',
      'UPLOAD_EMPTY',
    );
  });
};
