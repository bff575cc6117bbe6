import type { Finding } from '@lib/vocabulary';
import type { CtReading } from './ct-value.js';
import type { CtReadings, ReadableRow } from './upload-row.js';

/** The curves as they are kept: a number, a word for what else the cell said, or nothing where there is no column. */
export type StoredCt = Readonly<Partial<Record<keyof CtReadings, number | 'blank' | 'none' | 'unreadable'>>>;

/** The columns of `upload_rows` from which a readable row is read again. */
export interface StoredRow {
  readonly upload_id: string;
  readonly row: number;
  readonly tube_id: string;
  readonly finding: Finding;
  readonly ct: StoredCt;
  readonly tested_at: Date | null;
  readonly tested_precision_ms: number | null;
  readonly time_is_unreadable: boolean;
  readonly kit: string | null;
  readonly run: string | null;
  readonly well: string | null;
}

const storedReading = (reading: CtReading | undefined): StoredCt[keyof StoredCt] =>
  reading?.kind === 'value' ? reading.ct : reading?.kind;

/** The curves as they are kept. */
export function storedCt({ orf1ab, n, internalControl }: CtReadings): StoredCt {
  const kept = { orf1ab: storedReading(orf1ab), n: storedReading(n), internalControl: storedReading(internalControl) };
  return Object.fromEntries(Object.entries(kept).filter(([, reading]) => reading !== undefined));
}

const readingOf = (stored: StoredCt[keyof StoredCt]): CtReading | undefined => {
  if (stored === undefined) return undefined;
  return typeof stored === 'number' ? { kind: 'value', ct: stored } : { kind: stored };
};

/** A row as the judge wants it, read from the table instead of the file. */
export function rowOfStored(stored: StoredRow): ReadableRow {
  return {
    kind: 'readable',
    row: stored.row,
    tubeId: stored.tube_id,
    finding: stored.finding,
    ct: {
      orf1ab: readingOf(stored.ct.orf1ab),
      n: readingOf(stored.ct.n),
      internalControl: readingOf(stored.ct.internalControl),
    },
    testedAt: testedAtOf(stored),
    kit: stored.kit ?? undefined,
    run: stored.run ?? undefined,
    well: stored.well ?? undefined,
  };
}

function testedAtOf(stored: StoredRow): ReadableRow['testedAt'] {
  if (stored.time_is_unreadable) return 'unreadable';
  if (stored.tested_at === null) return undefined;
  return { at: stored.tested_at, precisionMs: stored.tested_precision_ms ?? 0 };
}
