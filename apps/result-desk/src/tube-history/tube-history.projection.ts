import { eventsOf } from '@lib/messaging';
import type { EventHandler, ReceivedEvent } from '@lib/messaging';
import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import { BatchArrivedV1 } from '@lib/contracts/events/lab/batch-arrived.v1';
import { ResultRecordedV1 } from '@lib/contracts/events/lab/result-recorded.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { TubeRejectedV1 } from '@lib/contracts/events/lab/tube-rejected.v1';
import type { Member } from '@lib/contracts/fields';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

const tubeColumns = {
  tube_id: 'text',
  told_by: 'text',
  campaign_id: 'uuid',
  round_id: 'uuid',
  purpose: 'text',
  order_id: 'uuid',
  members: 'int',
  sampled_at: 'timestamptz',
  recorded_at: 'timestamptz',
};
const memberColumns = { participant_id: 'uuid', tube_id: 'text', position: 'smallint' };
const stepColumns = { tube_id: 'text', step: 'text', event_id: 'uuid', reason: 'text', at: 'timestamptz' };
const resultColumns = {
  tube_id: 'text',
  version: 'int',
  status: 'text',
  finding: 'text',
  sampled_at: 'timestamptz',
  released_at: 'timestamptz',
};
const known = { onConflict: 'do nothing' };

/** Where each tube is and what was released of it; who is in it only by what the site sealed or made void. */
@Injectable()
export class TubeHistory implements EventHandler {
  readonly consumes = [
    ...[TubeSealedV1, TubeVoidedV1, BatchHandedOverV1],
    ...[BatchArrivedV1, TubeRejectedV1, TubeLostV1, ResultRecordedV1, ResultReleasedV1],
  ];

  async on(events: readonly ReceivedEvent[], tx: Tx): Promise<void> {
    const sealed = eventsOf(TubeSealedV1, events).map(({ data }) => data);
    const voided = eventsOf(TubeVoidedV1, events).map(({ data }) => data);
    const tubes = [
      ...sealed.map((tube) => tubeRow(tube, 'sealed', tube.openedAt)),
      ...voided.map((tube) => tubeRow(tube, 'voided', tube.recordedAt)),
    ];
    const results = eventsOf(ResultReleasedV1, events).map(({ data }) => ({
      tube_id: data.tubeId,
      version: data.resultVersion,
      status: data.status,
      finding: data.finding,
      sampled_at: data.sampledAt,
      released_at: data.releasedAt,
    }));
    await insertRows(tx, 'tubes', tubeColumns, tubes, known);
    await insertRows(tx, 'tube_members', memberColumns, [...sealed, ...voided].flatMap(memberRows), known);
    await insertRows(tx, 'tube_steps', stepColumns, stepRows(events), known);
    await insertRows(tx, 'results', resultColumns, results, known);
  }
}

interface ToldTube {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly roundId: string;
  readonly purpose: string;
  readonly orderId?: string | undefined;
  readonly members: readonly Member[];
  readonly recordedAt: string;
}

const tubeRow = (tube: ToldTube, toldBy: 'sealed' | 'voided', sampledAt: string) => ({
  tube_id: tube.tubeId,
  told_by: toldBy,
  campaign_id: tube.campaignId,
  round_id: tube.roundId,
  purpose: tube.purpose,
  order_id: tube.orderId ?? null,
  members: tube.members.length,
  sampled_at: sampledAt,
  recorded_at: tube.recordedAt,
});

const memberRows = ({ tubeId, members }: ToldTube) =>
  members
    .filter(({ subjectKind }) => subjectKind === 'person')
    .map(({ subjectId, position }) => ({ participant_id: subjectId, tube_id: tubeId, position }));

function stepRows(events: readonly ReceivedEvent[]) {
  const row = (tubeId: string, step: string, eventId: string, at: string, reason: string | null = null) => ({
    tube_id: tubeId,
    step,
    event_id: eventId,
    reason,
    at,
  });
  return [
    ...eventsOf(BatchHandedOverV1, events).flatMap(({ id, data }) =>
      data.tubes.map(({ tubeId }) => row(tubeId, 'handed', id, data.recordedAt)),
    ),
    ...eventsOf(BatchArrivedV1, events).flatMap(({ id, data }) =>
      data.received.map((tubeId) => row(tubeId, 'received', id, data.recordedAt)),
    ),
    ...eventsOf(ResultRecordedV1, events).map(({ id, data }) => row(data.tubeId, 'tested', id, data.recordedAt)),
    ...eventsOf(TubeVoidedV1, events).map(({ id, data }) => row(data.tubeId, 'void', id, data.recordedAt, data.reason)),
    ...eventsOf(TubeRejectedV1, events).map(({ id, data }) =>
      row(data.tubeId, 'rejected', id, data.recordedAt, data.reason),
    ),
    ...eventsOf(TubeLostV1, events).map(({ id, data }) => row(data.tubeId, 'lost', id, data.recordedAt, 'lost')),
  ];
}
