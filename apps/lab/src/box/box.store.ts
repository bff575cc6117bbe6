import { BatchArrivedV1 } from '@lib/contracts/events/lab/batch-arrived.v1';
import { Outbox, emit } from '@lib/messaging';
import type { OutgoingEvent } from '@lib/messaging';
import { currentRequest, insertRows, updateRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { LabTubeState } from '../tube/tube.js';
import type { By } from '../tube/turn.js';
import { compareCount } from './arrival.decider.js';
import type { Arrival, Count } from './arrival.decider.js';

/** A box as its hand-over told it. */
export interface HandedBox {
  readonly batchId: string;
  readonly campaignId: string;
  readonly siteCode: string;
  readonly labCode: string;
  readonly sealNumber: string;
  readonly tubesCounted: number;
  readonly handedAt: Date;
  readonly priorityTubes: number;
}

/** A count on its way into the table. */
export interface NewArrival extends Count {
  readonly id: string;
  readonly batchId: string;
  readonly labCode: string;
  readonly by: By;
}

interface StoredBox {
  readonly batch_id: string;
  readonly campaign_id: string | null;
  readonly lab_code: string | null;
  readonly arrival_sequence: number;
}

interface StoredArrival {
  readonly id: string;
  readonly batch_id: string;
  readonly lab_code: string;
  readonly received: string[];
  readonly rejected: Count['rejected'];
  readonly counted_by: string;
  readonly device_id: string | null;
  readonly captured_at: Date | null;
  readonly recorded_at: Date;
}

const handedColumns = {
  batch_id: 'uuid',
  campaign_id: 'uuid',
  site_code: 'text',
  lab_code: 'text',
  seal_number: 'text',
  tubes_counted: 'int',
  handed_at: 'timestamptz',
  priority_tubes: 'int',
  recorded_at: 'timestamptz',
};

/** The only writer of boxes and counts. Boxes are locked before tubes, in order of their ids, by every caller. */
@Injectable()
export class BoxStore {
  constructor(private readonly outbox: Outbox) {}

  /** Locks boxes, making a row for those that nobody has told of yet. */
  async lock(tx: Tx, batchIds: readonly string[]): Promise<void> {
    const ids = [...new Set(batchIds)].sort();
    await tx.execute(
      `insert into boxes (batch_id, recorded_at) select id, $2 from unnest($1::uuid[]) as id on conflict do nothing`,
      [ids, tx.recordedAt],
    );
    await tx.execute('select 1 from boxes where batch_id = any($1::uuid[]) order by batch_id for update', [ids]);
  }

  /** Keeps what hand-overs told; a later hand-over of the same box replaces an earlier one. */
  async keepHandOvers(tx: Tx, boxes: readonly HandedBox[]): Promise<void> {
    const latest = new Map(boxes.map((box) => [box.batchId, box]));
    const rows = [...latest.values()].map((box) => ({
      batch_id: box.batchId,
      campaign_id: box.campaignId,
      site_code: box.siteCode,
      lab_code: box.labCode,
      seal_number: box.sealNumber,
      tubes_counted: box.tubesCounted,
      handed_at: box.handedAt,
      priority_tubes: box.priorityTubes,
      recorded_at: tx.recordedAt,
    }));
    const kept = Object.keys(handedColumns).filter((name) => name !== 'batch_id' && name !== 'recorded_at');
    await insertRows(tx, 'boxes', handedColumns, rows, {
      onConflict: `(batch_id) do update set ${kept.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    });
  }

  /** Keeps a count, whether its box is known or not. */
  async keepCount(tx: Tx, arrival: NewArrival): Promise<void> {
    await tx.execute(
      `insert into arrivals (id, batch_id, lab_code, received, rejected, counted_by, device_id, captured_at, recorded_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        arrival.id,
        arrival.batchId,
        arrival.labCode,
        JSON.stringify(arrival.received),
        JSON.stringify(arrival.rejected),
        arrival.by.actor,
        arrival.by.deviceId ?? null,
        arrival.by.capturedAt ?? null,
        tx.recordedAt,
      ],
    );
  }

  /**
   * Compares the counts that were not told yet with their manifests and tells them, in the order in which they were made.
   * A count whose box is not known, or was handed to another laboratory, goes on waiting. The boxes must be locked.
   *
   * @returns the comparison of each count that was told
   */
  async tellCounts(tx: Tx, batchIds: readonly string[]): Promise<Map<string, Arrival>> {
    const boxes = await tx.query<StoredBox>(
      'select batch_id, campaign_id, lab_code, arrival_sequence from boxes where batch_id = any($1::uuid[])',
      [batchIds],
    );
    const waiting = await tx.query<StoredArrival>(
      `select id, batch_id, lab_code, received, rejected, counted_by, device_id, captured_at, recorded_at
         from arrivals where batch_id = any($1::uuid[]) and told_at is null order by recorded_at, id`,
      [batchIds],
    );
    const told = new Map<string, Arrival>();
    const events: OutgoingEvent[] = [];
    const sequences = new Map<string, number>();
    for (const arrival of waiting) {
      const box = boxes.find(({ batch_id }) => batch_id === arrival.batch_id);
      if (box?.lab_code !== arrival.lab_code || box.campaign_id === null) continue;
      const compared = await this.compare(tx, arrival);
      const sequence = (sequences.get(box.batch_id) ?? box.arrival_sequence) + 1;
      sequences.set(box.batch_id, sequence);
      events.push(arrivedEvent(arrival, box.campaign_id, compared, sequence));
      told.set(arrival.id, compared);
    }
    await this.markTold(tx, [...told.keys()], sequences);
    await this.outbox.append(tx, events);
    return told;
  }

  private async compare(tx: Tx, arrival: StoredArrival): Promise<Arrival> {
    const counted = [...arrival.received, ...arrival.rejected.map(({ tubeId }) => tubeId)];
    const tubes = await tx.query<{ tube_id: string; state: LabTubeState; is_announced: boolean; is_ours: boolean }>(
      `select t.tube_id, t.state, e.batch_id is not distinct from $1::uuid as is_announced,
              e.lab_code is not distinct from $3 as is_ours
         from (select unnest($2::text[]) union select tube_id from expected_tubes where batch_id = $1::uuid) as wanted(tube_id)
         join lab_tubes t using (tube_id) left join expected_tubes e using (tube_id)
        order by t.tube_id`,
      [arrival.batch_id, counted, arrival.lab_code],
    );
    const states = new Map(tubes.filter((tube) => tube.is_ours).map((tube) => [tube.tube_id, tube.state]));
    const manifest = tubes.filter((tube) => tube.is_announced).map((tube) => tube.tube_id);
    return compareCount(arrival, manifest, (tubeId) => states.get(tubeId));
  }

  private async markTold(tx: Tx, arrivalIds: readonly string[], sequences: ReadonlyMap<string, number>): Promise<void> {
    if (arrivalIds.length === 0) return;
    await tx.execute('update arrivals set told_at = $2 where id = any($1::uuid[])', [arrivalIds, tx.recordedAt]);
    const rows = [...sequences].map(([batch_id, arrival_sequence]) => ({ batch_id, arrival_sequence }));
    await updateRows(tx, 'boxes', { batch_id: 'uuid' }, { arrival_sequence: 'int' }, rows);
  }
}

function arrivedEvent(arrival: StoredArrival, campaignId: string, seen: Arrival, sequence: number): OutgoingEvent {
  const content = {
    batchId: arrival.batch_id,
    campaignId,
    labCode: arrival.lab_code,
    count: arrival.received.length + arrival.rejected.length,
    received: seen.received,
    missing: seen.missing,
    unexpected: seen.unexpected,
    countedBy: arrival.counted_by,
    recordedAt: arrival.recorded_at.toISOString(),
  };
  return emit(BatchArrivedV1, content, {
    sequence,
    actor: arrival.counted_by,
    deviceId: arrival.device_id ?? undefined,
    capturedAt: arrival.captured_at ?? undefined,
    traceparent: currentRequest()?.traceparent,
  });
}
