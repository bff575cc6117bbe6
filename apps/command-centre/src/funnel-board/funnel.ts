import type { Funnel, FunnelStage, Remainder } from '@lib/contracts/http/command-centre/wall';
import type { TubePurpose } from '@lib/vocabulary';
import type { AlarmRow, CountRow, FunnelRows } from './funnel-rows.js';
import { remainderWords, wordsOf } from './remainder-words.js';

/** Persons (人份) and tubes (管数), never mixed. */
interface Count {
  persons: number;
  tubes: number;
}

type TubeStage = Exclude<FunnelStage, 'listed'>;

const tubeStages: readonly TubeStage[] = ['sampled', 'sealed', 'handed', 'received', 'resulted', 'released'];

/**
 * The funnel out of stored numbers. Sampled = answered + the remainder that came from sampled tubes: a tube with an
 * alarm is answered once it is released and all its people's cases have ended.
 */
export function funnelOf(rows: FunnelRows, roundId: string | undefined): Funnel {
  const round = partOf(rows, 'round');
  const again = partOf(rows, 'recollection');
  const sampled = round.stages[0]?.persons ?? 0;
  const sealed = round.stages[1];
  return {
    campaignId: rows.campaign_id,
    roundId: roundId ?? null,
    kind: rows.kind,
    name: rows.name,
    asOf: rows.as_of.toISOString(),
    newestEventAt: rows.newest_event_at?.toISOString() ?? null,
    stages: [{ stage: 'listed', persons: rows.listed, tubes: null }, ...round.stages],
    remainder: inOrder([...notSampled(rows, roundId, sampled), ...round.remainder]),
    answered: round.answered,
    recollection: again,
    alarms: alarmsOf(rows),
    personsPerTube: sealed?.tubes ? Math.round((sealed.persons / sealed.tubes) * 100) / 100 : null,
  };
}

function partOf(rows: FunnelRows, purpose: TubePurpose): Funnel['recollection'] {
  const counts = rows.counts.filter((row) => row.purpose === purpose);
  const places = new Map<string, Count>();
  for (const row of counts) if (row.kind === 'place') add(places, row.name, row);
  places.delete('alarm');
  for (const row of rows.alarms) if (row.purpose === purpose) add(places, placeOfAlarm(row), row);
  const answered = places.get('answered') ?? { persons: 0, tubes: 0 };
  places.delete('answered');
  const remainder = [...places].map(([reason, count]) => remainderRow(reason, count)).filter((row) => row.tubes > 0);
  return { stages: stagesOf(counts), answered, remainder: inOrder(remainder) };
}

const stagesOf = (counts: readonly CountRow[]): Funnel['recollection']['stages'] =>
  tubeStages.map((stage) => {
    const row = counts.find((count) => count.kind === 'stage' && count.name === stage);
    return { stage, persons: row?.persons ?? 0, tubes: row?.tubes ?? 0 };
  });

function placeOfAlarm(row: AlarmRow): string {
  if (!row.isEnded) return 'open-alarm';
  if (!row.isReleased) return 'awaiting-release';
  return row.isInvalid ? 'invalid' : 'answered';
}

function add(places: Map<string, Count>, name: string, count: Count): void {
  const known = places.get(name) ?? { persons: 0, tubes: 0 };
  places.set(name, { persons: known.persons + count.persons, tubes: known.tubes + count.tubes });
}

const remainderRow = (reason: string, count: Count): Remainder => ({ reason, ...wordsOf(reason), ...count });

// The list is the campaign's, not a round's: with several rounds "listed less sampled" would compare people with swabs.
function notSampled(rows: FunnelRows, roundId: string | undefined, sampled: number): Remainder[] {
  const persons = rows.listed - sampled;
  const isComparable = roundId !== undefined || rows.rounds <= 1;
  return isComparable && persons > 0 ? [remainderRow('not-sampled', { persons, tubes: 0 })] : [];
}

const order = [...remainderWords.keys()];

const inOrder = (rows: readonly Remainder[]): Remainder[] =>
  rows.toSorted((a, b) => order.indexOf(a.reason) - order.indexOf(b.reason));

function alarmsOf(rows: FunnelRows): Funnel['alarms'] {
  const tubesWhere = (holds: (row: AlarmRow) => boolean): number =>
    rows.alarms.reduce((sum, row) => (row.purpose === 'round' && holds(row) ? sum + row.tubes : sum), 0);
  return {
    tubes: tubesWhere(() => true),
    openTubes: tubesWhere((row) => !row.isEnded),
    taken: tubesWhere((row) => row.isTaken),
    cases: rows.cases,
    recollections: rows.recollections,
    verified: rows.verified,
    cleared: rows.cleared,
  };
}
