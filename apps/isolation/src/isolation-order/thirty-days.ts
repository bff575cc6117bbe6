import { readFileSync } from 'node:fs';

// Reads the table of docs/THIRTY-DAYS.md; imported by its room test only.

export interface Stage {
  readonly place: string;
  readonly from: string;
  readonly to: string;
}

/** One person of the table, as it stands there; instants are those of Shanghai, to the minute. */
export interface Person {
  readonly who: string;
  readonly countedFrom: string;
  readonly decided: string;
  readonly category: string;
  readonly packId: string;
  readonly later: { readonly at: string; readonly act: 'extended' | 'lifted'; readonly hours: number } | null;
  readonly stages: readonly Stage[];
  readonly swabs: readonly string[];
  readonly calls: number;
  readonly free: string | null;
}

const isRow = /^\| [A-F]\d+ \|/;
const nothing = '—';

const parts = (cell: string, separator: string): string[] => (cell === nothing ? [] : cell.split(separator));

function stageOf(text: string): Stage {
  const [, place = '', from = '', to = ''] = /^(\S+) (.{16}) → (.{16})$/.exec(text) ?? [];
  if (place === '') throw new Error(`no stage: ${text}`);
  return { place, from, to };
}

function laterOf(text: string): Person['later'] {
  const [, at = '', act, hours] = /^(.{16}) (extended|lifted)(?: (\d+))?$/.exec(text) ?? [];
  return act === undefined ? null : { at, act: act as 'extended' | 'lifted', hours: Number(hours ?? 0) };
}

/** Out: the people of the table, in its order. */
export function peopleOfTheTable(): Person[] {
  const text = readFileSync(new URL('../../../../docs/THIRTY-DAYS.md', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => isRow.test(line));
  return lines.map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const [, who = '', countedFrom = '', decided = '', category = '', packId = ''] = cells;
    const [later = '', stages = '', swabs = '', calls = '', free = ''] = cells.slice(6);
    return {
      ...{ who, countedFrom, decided, category, packId, later: laterOf(later) },
      stages: parts(stages, '; ').map(stageOf),
      swabs: parts(swabs, ', '),
      calls: Number(calls),
      free: free === nothing ? null : free,
    };
  });
}

/** In: an instant of the table. Out: the instant. */
export const instantAt = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00+08:00`);

/** In: an instant. Out: how the table writes it. */
export const written = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
