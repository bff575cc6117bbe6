import { parentPort, workerData } from 'node:worker_threads';
import { inflateRawSync } from 'node:zlib';
import readXlsxFile from 'read-excel-file/node';

// Runs in a thread of its own, also straight from this source under the test runner: it imports packages only.

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly from: number;
}

const { bytes, entries } = workerData as { bytes: Uint8Array; entries: readonly Entry[] };
const method = { stored: 0, deflated: 8 };

const toRaw = (cell: unknown): unknown => (cell instanceof Date ? { d: cell.getTime() } : cell);

/** The reader unpacks whatever comes, so that each entry is first seen to be as large as the directory says. */
function isTrue({ method: packing, packed, unpacked, from }: Entry): boolean {
  const content = bytes.subarray(from, from + packed);
  if (content.length !== packed) return false;
  if (packing === method.stored) return packed === unpacked;
  if (packing !== method.deflated) return false;
  return inflateRawSync(content, { maxOutputLength: Math.max(1, unpacked) }).length === unpacked;
}

async function read(): Promise<unknown> {
  try {
    if (!entries.every(isTrue)) return 'unreadable';
    const sheets = await readXlsxFile(Buffer.from(bytes), { parseNumber: (text) => ({ n: text }), trim: false });
    return sheets.map((sheet) => sheet.data.map((row) => row.map(toRaw)));
  } catch {
    return 'unreadable';
  }
}

parentPort?.postMessage(await read());
