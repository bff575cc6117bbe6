/** One entry of a zip as its directory describes it: sizes in bytes, `from` is where its packed bytes begin. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly from: number;
}

/** What a workbook may be: measured on the exports of six instruments, see docs/decisions/0045. */
export const zipLimits = {
  unpackedBytesMax: 200_000_000,
  ratioMax: 100,
  entriesMax: 100,
  /** Sheets and the table of their strings: all that can be large. */
  partsMax: 10,
} as const;

export type ZipFault = 'unreadable' | 'burst' | 'nested';

const signature = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 };
const size = { end: 22, central: 46, local: 30 };
const commentBytesMax = 65_535;
// What a writer that did not know the sizes beforehand puts behind an entry; an entry of its own needs more.
const descriptorBytesMax = 24;
const bit = { encrypted: 1 };
const unixLink = 0o120000;
const unixKind = 0o170000;

/**
 * Reads the directory of a zip strictly. Out: its entries in the order in which they stand in the file, or undefined for
 * what is cut off, encrypted, larger than 4 GB, leads out of its folder, is a link, or holds bytes between its entries
 * of which the directory does not know: the reader of workbooks goes from entry to entry and never sees the directory.
 */
export function readZipDirectory(bytes: Uint8Array): ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined) return undefined;
  const [count, start] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    const entry = entryAt(view, at, end);
    if (entry === undefined) return undefined;
    entries.push(entry.entry);
    at = entry.next;
  }
  entries.sort((a, b) => a.from - b.from);
  return at <= end && isGapless(view, entries, start) ? entries : undefined;
}

function endOf(view: DataView): number | undefined {
  const last = view.byteLength - size.end;
  for (let at = last; at >= Math.max(0, last - commentBytesMax); at -= 1) {
    if (view.getUint32(at, true) === signature.end) return at;
  }
  return undefined;
}

function entryAt(view: DataView, at: number, end: number): { entry: ZipEntry; next: number } | undefined {
  if (at + size.central > end || view.getUint32(at, true) !== signature.central) return undefined;
  const nameBytes = view.getUint16(at + 28, true);
  const next = at + size.central + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) return undefined;
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + size.central, nameBytes));
  const packed = view.getUint32(at + 20, true);
  const from = contentAt(view, view.getUint32(at + 42, true), end);
  if (from === undefined || from + packed > end || isForbidden(view, at) || leadsOut(name)) return undefined;
  const [method, unpacked] = [view.getUint16(at + 10, true), view.getUint32(at + 24, true)];
  return { entry: { name, method, packed, unpacked, from }, next };
}

function contentAt(view: DataView, local: number, end: number): number | undefined {
  if (local + size.local > end || view.getUint32(local, true) !== signature.local) return undefined;
  return local + size.local + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
}

function isForbidden(view: DataView, at: number): boolean {
  const isEncrypted = (view.getUint16(at + 8, true) & bit.encrypted) !== 0;
  return isEncrypted || (view.getUint16(at + 40, true) & unixKind) === unixLink;
}

const leadsOut = (name: string): boolean => /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0/.test(name);

function isGapless(view: DataView, entries: readonly ZipEntry[], directory: number): boolean {
  let reached = 0;
  for (const { from, packed } of entries) {
    const local = localBefore(view, reached, from);
    if (local === undefined) return false;
    reached = from + packed;
  }
  return reached <= directory && directory - reached <= descriptorBytesMax;
}

// The header of an entry begins where the one before it ended, give or take a descriptor.
function localBefore(view: DataView, reached: number, from: number): number | undefined {
  for (let at = reached; at <= reached + descriptorBytesMax && at + size.local <= from; at += 1) {
    if (view.getUint32(at, true) !== signature.local) continue;
    if (at + size.local + view.getUint16(at + 26, true) + view.getUint16(at + 28, true) === from) return at;
  }
  return undefined;
}

/**
 * Judges a workbook by what its directory declares. Out: undefined for one that may be unpacked. That the directory
 * tells the truth is for whoever unpacks to see.
 */
export function zipFault(entries: readonly ZipEntry[] | undefined): ZipFault | undefined {
  if (entries === undefined) return 'unreadable';
  if (entries.some(({ name }) => /\.(zip|xlsx?|xlsm|xlsb|docx|jar|gz|tgz|bz2|xz|7z|rar|tar)$/i.test(name)))
    return 'nested';
  const sum = (of: 'packed' | 'unpacked'): number => entries.reduce((total, entry) => total + entry[of], 0);
  const parts = entries.filter(({ name }) => /^xl\/(worksheets\/[^/]+|sharedstrings)\.xml$/i.test(name));
  const isTooMuch =
    entries.length > zipLimits.entriesMax ||
    parts.length > zipLimits.partsMax ||
    sum('unpacked') > zipLimits.unpackedBytesMax ||
    sum('unpacked') > sum('packed') * zipLimits.ratioMax;
  return isTooMuch ? 'burst' : undefined;
}
