import type { Finding } from '@lib/vocabulary';
import type { CtReading } from './ct-value.js';
import type { ColumnName } from './upload-columns.js';
import type { WrittenTime } from './tested-at.js';
import type { RowCode } from '@lib/contracts/result-row-codes';

/** The three curves of a row as the file gave them; `undefined` where the file has no such column. */
export interface CtReadings {
  readonly orf1ab: CtReading | undefined;
  readonly n: CtReading | undefined;
  readonly internalControl: CtReading | undefined;
}

/** Why a row did not simply land: code and the cell that it is about. */
export interface RowFault {
  readonly code: RowCode;
  readonly column: ColumnName | undefined;
}

/** A row that could be read: it names a tube and says what was found. */
export interface ReadableRow {
  readonly kind: 'readable';
  readonly row: number;
  readonly tubeId: string;
  readonly finding: Finding;
  readonly ct: CtReadings;
  /** `unreadable` when something is written that is no time; `undefined` when nothing is. */
  readonly testedAt: WrittenTime | 'unreadable' | undefined;
  readonly kit: string | undefined;
  readonly run: string | undefined;
  readonly well: string | undefined;
}

/** A row whose tube or finding could not be read. Nobody can act on it, so the sender is told at once. */
export interface UnreadableRow {
  readonly kind: 'unreadable';
  readonly row: number;
  /** The tube's cell, masked where it looks like a person's number. */
  readonly tubeText: string;
  readonly finding: Finding | undefined;
  readonly fault: RowFault;
}

/** One row of a file and the cells that an error may quote, already masked. Person columns never get this far. */
export type UploadRow = (ReadableRow | UnreadableRow) & {
  readonly cells: Readonly<Partial<Record<ColumnName, string>>>;
};
