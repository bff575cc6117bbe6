import { Worker } from 'node:worker_threads';
import { Refusal } from '@lib/contracts/refusals';
import { cleanCell } from './table-delimited.js';
import { readZipDirectory, zipFault } from './zip-directory.js';
import type { ZipEntry } from './zip-directory.js';

/** How a cell crosses from the thread that unpacks: text, or a number or date still in the file's own spelling. */
export type RawCell = string | { readonly n: string } | { readonly d: number } | boolean | null;

// The largest file that is taken, 99,000 rows of seven cells, took 1.2 s alone and 3.1 s as one of four on two cores.
const readSecondsMax = 15;
const isSource = import.meta.url.endsWith('.ts');
const workerFile = new URL(isSource ? './xlsx.worker.ts' : './xlsx.worker.js', import.meta.url);

/**
 * Reads every sheet of an xlsx file in a thread of its own: unpacking blocks, and a file made to burst kills the
 * thread, not the service. Throws `Refusal` UPLOAD_FORMAT_UNKNOWN for what is no xlsx, holds another archive, is not what its directory
 * says or cannot be read within fifteen seconds, UPLOAD_TOO_LARGE for what would unpack to more than a workbook may
 * (`zipLimits`), BUSY when too many wait already.
 */
export async function readSheets(bytes: Uint8Array): Promise<string[][][]> {
  const entries = readZipDirectory(bytes);
  const fault = zipFault(entries);
  if (fault === 'burst') throw new Refusal('UPLOAD_TOO_LARGE', { sniffed: 'zip' });
  if (fault === 'nested') throw new Refusal('UPLOAD_FORMAT_UNKNOWN', { sniffed: 'zip in zip' });
  if (entries === undefined) throw unreadableZip();
  await takePlace();
  const sheets = await inThread(bytes, entries).finally(freePlace);
  return sheets.map((rows) => rows.map((cells) => cells.map(textOf)));
}

// Each thread may take 768 MB; four at once is what was measured, and sixteen senders behind them wait a minute at most.
const threadsMax = 4;
const waitingMax = 16;
const waiting: (() => void)[] = [];
let threads = 0;

async function takePlace(): Promise<void> {
  if (threads >= threadsMax) {
    if (waiting.length >= waitingMax) throw new Refusal('BUSY', { threadsMax, waitingMax });
    // Whoever leaves hands the place over, so that it is never free for a moment to somebody who came later.
    await new Promise<void>((resolve) => waiting.push(resolve));
    return;
  }
  threads += 1;
}

function freePlace(): void {
  const next = waiting.shift();
  if (next === undefined) threads -= 1;
  else next();
}

const unreadableZip = (): Refusal => new Refusal('UPLOAD_FORMAT_UNKNOWN', { sniffed: 'zip' });

function inThread(bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<RawCell[][][]> {
  return new Promise((resolve, reject) => {
    const workerData = { bytes, entries };
    const worker = new Worker(workerFile, { workerData, resourceLimits: { maxOldGenerationSizeMb: 768 } });
    const unreadable = (): void => reject(unreadableZip());
    const tooLong = setTimeout(() => {
      unreadable();
      void worker.terminate();
    }, readSecondsMax * 1000);
    worker.once('message', (sheets: RawCell[][][] | 'unreadable') => {
      if (sheets === 'unreadable') unreadable();
      else resolve(sheets);
    });
    worker.once('error', unreadable);
    worker.once('exit', () => {
      clearTimeout(tooLong);
      unreadable();
    });
  });
}

function textOf(cell: RawCell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cleanCell(cell);
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return 'n' in cell ? numberText(cell.n) : wallTime(cell.d);
}

// Integers that a double holds exactly are written out; above that digits are lost already, so they are spelt with an
// exponent for the caller to recognise. Fractions are shown with the fifteen digits that a spreadsheet shows.
function numberText(raw: string): string {
  const value = Number(raw);
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value)) return raw;
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return value.toExponential(14).toUpperCase();
  return String(Number(value.toPrecision(15)));
}

// A spreadsheet's date has no time zone: it is the time on the wall, which the reading room interprets.
function wallTime(utcMilliseconds: number): string {
  if (!Number.isFinite(utcMilliseconds)) return '';
  const seconds = Math.round(utcMilliseconds / 1000);
  const daySeconds = ((seconds % 86_400) + 86_400) % 86_400;
  const two = (part: number): string => String(part).padStart(2, '0');
  const { year, month, day } = civilDate((seconds - daySeconds) / 86_400);
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  if (daySeconds === 0) return date;
  return `${date} ${two(Math.floor(daySeconds / 3600))}:${two(Math.floor(daySeconds / 60) % 60)}:${two(daySeconds % 60)}`;
}

// Days since 1970 to a date of the Gregorian calendar: eras of 400 years, counted from 1 March so that leap days come last.
function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
