import type { Change } from '@lib/messaging';
import { failpoint, sha256 } from '@lib/platform';
import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import { Injectable } from '@nestjs/common';
import { framed } from '../site-record/framed.js';
import { type DeviceRecord, recordId, type SiteRow, type SiteState, stateOf } from '../site-record/site-record.js';
import { SiteRecordStore } from '../site-record/site-record.store.js';
import type { Tube } from '../tube/tube.js';
import { emptyContext } from './device.js';
import { type JournalChange, type JournalCommand, takeJournal } from './journal.decider.js';

/** The receipt of a POST: how far the device's record goes, and an answer for each of its events. */
export interface JournalReceipt {
  readonly deviceId: string;
  readonly lastSeq: number;
  readonly rollingHash: string;
  readonly answers: JournalAnswer[];
}

type States = ReadonlyMap<string, SiteState>;

/** Takes the events of one device: one command over its cursor and every tube that it names. */
@Injectable()
export class TakeJournal {
  constructor(private readonly record: SiteRecordStore) {}

  async run(command: JournalCommand): Promise<JournalReceipt> {
    const ids = idsOf(command);
    const receipt = await this.record.change([ids.device, ids.post, ...ids.tubes.keys()], (states, at) =>
      decide(states, command, ids, at.recordedAt),
    );
    failpoint('journal-before-answer');
    return receipt;
  }
}

interface CommandIds {
  readonly device: string;
  readonly post: string;
  /** Id of the record → barcode. */
  readonly tubes: ReadonlyMap<string, string>;
}

function idsOf({ deviceId, campaignId, events }: JournalCommand): CommandIds {
  const tubeIds = events.flatMap(({ event }) => (event ? [event.tubeId] : []));
  const firstSeq = events[0]?.seq ?? 1;
  const lastSeq = events.at(-1)?.seq ?? firstSeq;
  return {
    device: recordId.device(deviceId),
    post: recordId.post({ deviceId, firstSeq, lastSeq, campaignId }),
    tubes: new Map(tubeIds.map((tubeId) => [recordId.tube(tubeId), tubeId])),
  };
}

function decide(
  states: States,
  command: JournalCommand,
  ids: CommandIds,
  recordedAt: Date,
): Change<SiteState, JournalReceipt, SiteRow> {
  const device = stateOf(states, 'device', ids.device);
  const tubes = new Map<string, Tube>();
  for (const [id, tubeId] of ids.tubes) {
    const record = stateOf(states, 'tube', id);
    if (record) tubes.set(tubeId, record.tube);
  }
  const known = stateOf(states, 'post', ids.post)?.context ?? emptyContext;
  const fresh = device?.fresh ?? emptyContext;
  const context = {
    campaign: known.campaign,
    exceptions: [...known.exceptions, ...fresh.exceptions],
    undone: [...known.undone, ...fresh.undone],
  };
  const change = takeJournal({ cursor: device?.cursor, tubes, context }, command, { recordedAt, hash: sha256 });
  const after = deviceAfter(device, command, change);
  return {
    states: new Map<string, SiteState>([
      ...tubesAfter(states, change),
      ...(after ? [[ids.device, after] as const] : []),
    ]),
    events: change.facts.map(framed),
    rows: rowsOf(change),
    answer: { ...change.cursor, answers: change.answers },
  };
}

const tubesAfter = (states: States, change: JournalChange): [string, SiteState][] =>
  [...change.tubes.values()].map((tube) => {
    const id = recordId.tube(tube.tubeId);
    const { isStored, openRows } = stateOf(states, 'tube', id) ?? { isStored: false, openRows: [] };
    return [id, { kind: 'tube', tube, isStored, openRows }];
  });

/** The device's record, when the POST moved its cursor or left an exception. */
function deviceAfter(
  device: DeviceRecord | undefined,
  command: JournalCommand,
  change: JournalChange,
): DeviceRecord | undefined {
  const isMoved = change.cursor.lastSeq > (device?.cursor.lastSeq ?? 0);
  if (!isMoved && change.exceptions.length === 0) return undefined;
  const fresh = device?.fresh ?? emptyContext;
  const { campaignId, siteCode, actor } = command;
  return {
    kind: 'device',
    cursor: change.cursor,
    ...{ campaignId, siteCode, actor },
    fresh: {
      exceptions: [...fresh.exceptions, ...change.exceptions],
      undone: [...fresh.undone, ...change.undone],
    },
  };
}

const rowsOf = (change: JournalChange): SiteRow[] => [
  ...change.links.map((link): SiteRow => ({ table: 'custody', link })),
  ...change.undone.map((undone): SiteRow => ({ table: 'undone', undone })),
  ...change.exceptions.map((exception): SiteRow => ({ table: 'exception', exception })),
  ...change.links
    .filter(({ entry }) => entry.step === 'sealed')
    .map(({ entry }): SiteRow => ({ table: 'to-file', tubeId: entry.tubeId })),
];
