import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip that a test makes; what it declares may differ from what it is. */
export interface MadeEntry {
  readonly name: string;
  readonly content: Uint8Array;
  /** Bytes that the directory says it unpacks to; the truth unless given. */
  readonly declared?: number;
  /** Stands in the file, and the directory does not name it. */
  readonly isHidden?: boolean;
  /** General purpose flags; 1 says that it is encrypted. */
  readonly flags?: number;
  /** Kind and rights as Unix writes them. */
  readonly mode?: number;
}

/** Out: the bytes of a zip with these entries, deflated. */
export function zipOf(entries: readonly MadeEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = deflateRawSync(entry.content, { level: 9 });
    const facts = Buffer.alloc(20);
    facts.writeUInt16LE(entry.flags ?? 0, 0);
    facts.writeUInt16LE(8, 2);
    facts.writeUInt32LE(crc32(entry.content), 8);
    facts.writeUInt32LE(packed.length, 12);
    facts.writeUInt32LE(entry.declared ?? entry.content.length, 16);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(name.length, 0);
    const local = Buffer.concat([Buffer.from('504b03041400', 'hex'), facts, lengths, name, packed]);
    locals.push(local);
    if (entry.isHidden !== true) {
      const rest = Buffer.alloc(14);
      rest.writeUInt16LE(entry.mode ?? 0, 8);
      rest.writeUInt32LE(offset, 10);
      directory.push(Buffer.concat([Buffer.from('504b010214031400', 'hex'), facts, lengths, rest, name]));
    }
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
}

const xml = (body: string): Buffer => Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`);
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

const cellOf = (text: string, index: number, row: number): string =>
  `<c r="${String.fromCharCode(65 + index)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`;

/** Out: the entries of the smallest workbook that holds these rows in one sheet, and no more than twenty-six columns. */
export function workbookOf(rows: readonly (readonly string[])[]): MadeEntry[] {
  const lines = rows.map(
    (cells, at) => `<row r="${at + 1}">${cells.map((text, index) => cellOf(text, index, at + 1)).join('')}</row>`,
  );
  return [
    {
      name: 'xl/workbook.xml',
      content: xml(
        `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
      ),
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: xml(
        `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
      ),
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: xml(`<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`),
    },
  ];
}

/** Workbooks that were made to do harm, by what they do; `sound` is an honest one to make them of. */
export function harmfulZips(sound: readonly MadeEntry[]): Readonly<Record<string, { bytes: Buffer; code: string }>> {
  const tooLarge = 'UPLOAD_TOO_LARGE';
  const unknown = 'UPLOAD_FORMAT_UNKNOWN';
  const more = (...entries: MadeEntry[]): Buffer => zipOf([...sound, ...entries]);
  const [first, ...rest] = sound;
  const flagged = (change: Partial<MadeEntry>): Buffer => zipOf(first ? [{ ...first, ...change }, ...rest] : []);
  const blank = (bytes: number): Buffer => Buffer.alloc(bytes, 0x20);
  const sheets = Array.from({ length: 10 }, (_, n) => ({ name: `xl/worksheets/sheet${n + 2}.xml`, content: xml('') }));
  return {
    'that unpacks to a thousand times itself': {
      bytes: more({ name: 'xl/drawings/1.xml', content: blank(20_000_000) }),
      code: tooLarge,
    },
    'that says it unpacks to a gigabyte': { bytes: flagged({ declared: 1_000_000_000 }), code: tooLarge },
    'that unpacks to more than it says': {
      bytes: more({ name: 'xl/drawings/1.xml', content: blank(20_000_000), declared: 10 }),
      code: unknown,
    },
    'with an entry that its directory does not name': {
      bytes: more({ name: 'xl/drawings/1.xml', content: blank(20_000_000), isHidden: true }),
      code: unknown,
    },
    'with a zip in it': { bytes: more({ name: 'xl/embeddings/more.zip', content: zipOf(sound) }), code: unknown },
    'with a workbook in it': { bytes: more({ name: 'xl/embeddings/a.xlsx', content: zipOf(sound) }), code: unknown },
    'of eleven sheets': { bytes: more(...sheets), code: tooLarge },
    'of more than a hundred entries': {
      bytes: more(...Array.from({ length: 100 }, (_, n) => ({ name: `docProps/${n}.xml`, content: xml('') }))),
      code: tooLarge,
    },
    'whose entry leads out of its folder': {
      bytes: more({ name: '../../etc/cron.d/x.xml', content: xml('') }),
      code: unknown,
    },
    'whose entry begins at the root': { bytes: more({ name: '/etc/passwd.xml', content: xml('') }), code: unknown },
    'with a link': { bytes: more({ name: 'xl/link.xml', content: xml(''), mode: 0o120777 }), code: unknown },
    'that is encrypted': { bytes: flagged({ flags: 1 }), code: unknown },
  };
}
