import { setImmediate as breathe } from 'node:timers/promises';
import { Refusal } from '@lib/contracts/refusals';
import { parse } from 'csv-parse';

const delimiters = [',', '\t', ';', '，'] as const;
const linesSniffed = 60;
// 64 KB are about a thousand rows and two milliseconds: requests beside a big file do not feel it.
const sliceCharacters = 65_536;
// One above the limit of rows plus header and blanks would do; twice bounds the memory of a file of blank lines.
const rowsMax = 200_000;

/**
 * Reads delimited text into rows of trimmed cells, blank rows kept, so that index + 1 is the row of a spreadsheet.
 * Gives way to other work between slices. Throws `Refusal` UPLOAD_FORMAT_UNKNOWN with the line where quoting breaks.
 */
export async function readDelimited(text: string): Promise<string[][]> {
  const rows: string[][] = [];
  let failure: Error | undefined;
  const parser = parse({
    delimiter: delimiterOf(text),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    on_record: (cells: string[]) => cells.map(cleanCell),
  });
  parser.on('data', (cells: string[]) => rows.push(cells));
  parser.on('error', (error) => {
    failure = error;
  });
  const ended = new Promise<void>((resolve) => parser.once('close', resolve));
  for (let from = 0; from < text.length && failure === undefined; from += sliceCharacters) {
    parser.write(text.slice(from, from + sliceCharacters));
    await breathe();
    if (rows.length > rowsMax) throw new Refusal('UPLOAD_TOO_LARGE', { rowsMax });
  }
  parser.end();
  await ended;
  if (failure !== undefined) throw new Refusal('UPLOAD_FORMAT_UNKNOWN', { sniffed: 'csv', row: rows.length + 1 });
  return rows;
}

// The delimiter is the one that cuts the most lines into the same number of parts; a comma inside text cuts unevenly.
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, sliceCharacters)
    .split(/\r\n|\r|\n/)
    .slice(0, linesSniffed)
    .filter((line) => line.trim() !== '');
  const scored = delimiters.map((delimiter) => ({ delimiter, score: evenness(lines, delimiter) }));
  scored.sort((a, b) => b.score - a.score);
  return scored[0]?.delimiter ?? ',';
}

function evenness(lines: readonly string[], delimiter: string): number {
  const linesByParts = new Map<number, number>();
  for (const line of lines) {
    const parts = line.replaceAll(/"[^"]*"/g, '').split(delimiter).length;
    if (parts > 1) linesByParts.set(parts, (linesByParts.get(parts) ?? 0) + 1);
  }
  return Math.max(0, ...[...linesByParts].map(([parts, count]) => count * Math.min(parts, 50)));
}

/**
 * Out: a cell without what spreadsheets put around text to keep it text (`="…"`, a leading apostrophe or tab), without
 * zero-width characters and the spaces around it.
 */
export function cleanCell(cell: string): string {
  const bare = cell.replaceAll(/[\u200b-\u200d\u2060\ufeff]/g, '').trim();
  const kept = /^="(.*)"$/s.exec(bare)?.[1] ?? bare.replace(/^'(?=.)/, '');
  return kept === bare ? bare : kept.trim();
}
