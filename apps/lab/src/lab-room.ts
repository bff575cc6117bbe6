import type { EventContract } from '@lib/contracts/event';
import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { topics } from '@lib/contracts/topics';
import { systemIds, writeCsv } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, openRoom } from '@lib/testing';
import type { Room, RoomAnswer } from '@lib/testing';
import { custodyRoot, writeTubeBarcode } from '@lib/vocabulary';
import { LabModule } from './lab.module.js';
import type { UploadReport } from './upload/upload-report.js';
import { shortFormHeader } from './upload/upload-columns.js';

// The laboratory on real PostgreSQL and Kafka, for the tests of this room: facts come in by topic, people by HTTP.

export const technician: TokenClaims = { sub: 'lab-1', role: 'lab', scope: { lab: 'LAB-HZ1' } };
export const supervisor: TokenClaims = { sub: 'lab-2', role: 'lab-supervisor', scope: { lab: 'LAB-HZ1' } };
export const stranger: TokenClaims = { sub: 'lab-9', role: 'lab-supervisor', scope: { lab: 'LAB-OTHER' } };

let serial = 1000;
/** Out: barcodes that no other test of this process has. */
export const newTubes = (count: number): string[] =>
  Array.from({ length: count }, () => writeTubeBarcode('21', (serial += 1)));

/** A fact that another room tells. */
export interface Told {
  readonly contract: EventContract;
  readonly content: Readonly<Record<string, unknown>>;
}

const sealedLongAgo = '2026-11-01T00:00:00.000Z';
const sealedTimes = { capturedAt: sealedLongAgo, recordedAt: sealedLongAgo, openedAt: sealedLongAgo };
export const aSealing = (tubeId: string): Told => ({ contract: TubeSealedV1, content: { tubeId, ...sealedTimes } });

export const aHandOver = (batchId: string, tubeIds: readonly string[], labCode = 'LAB-HZ1'): Told => {
  const tubes = tubeIds.map((tubeId) => ({ tubeId, specimens: 1, custodySeq: 4, custodyHash: custodyRoot }));
  return { contract: BatchHandedOverV1, content: { batchId, labCode, tubesCounted: tubes.length, tubes } };
};

/** A row of the short form: tube, word, and no more unless given. */
export type FormRow = readonly [tubeId: string, word: string, ...more: string[]];

export const aFile = (rows: readonly FormRow[], encoding: 'gbk' | 'utf-8' = 'gbk'): Buffer =>
  writeCsv(
    { header: shortFormHeader, rows: rows.map((row) => shortFormHeader.map((_, index) => row[index] ?? '')) },
    encoding,
  );

export const curves = { none: ['无', '无', '28'], both: ['24.5', '26.1', '28'] } as const;
export const negative = (tubeId: string): FormRow => [tubeId, '阴性', ...curves.none];
export const positive = (tubeId: string): FormRow => [tubeId, '阳性', ...curves.both];

export interface LabRoom {
  readonly room: Room;
  /** Sends events and waits until this room has applied them. */
  tell(told: readonly Told[]): Promise<void>;
  /** Seals and hands over tubes in one box. Out: the box. */
  expect(tubeIds: readonly string[], labCode?: string): Promise<string>;
  count(
    batchId: string,
    received: readonly string[],
    rejected?: readonly object[],
    as?: TokenClaims,
  ): Promise<RoomAnswer>;
  /** Seals, hands over and receives. */
  receive(tubeIds: readonly string[]): Promise<string>;
  upload(bytes: Uint8Array, as?: TokenClaims, query?: string): Promise<UploadReport>;
  command(path: string, body: object, as: TokenClaims): Promise<RoomAnswer>;
  /** What stands in the outbox about a tube or box, as `event#sequence`, in order. */
  facts(key: string): Promise<string[]>;
  /** The contents of one kind of event about a tube or box. */
  contents(contract: EventContract, key: string): Promise<Record<string, unknown>[]>;
  sql<R extends object>(text: string, values?: readonly unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/** Opens the room on a database and topics of its own. */
export async function openLabRoom(): Promise<LabRoom> {
  const kafka = namespacedKafka();
  await kafka.admin.ensureTopics(topics.map(({ name }) => ({ name, partitions: 1 })));
  const otherRooms = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace };
  const room = await openRoom({ app: 'lab', schema: 'lab', module: LabModule, env });
  const sql: LabRoom['sql'] = (text, values) => room.postgres.admin(text, values);

  const tell: LabRoom['tell'] = async (told) => {
    const messages = told.map(({ contract, content }) => otherRooms.message(contract, content));
    await otherRooms.publish(messages);
    const ids = messages.map(({ headers }) => headers['ce_id']);
    await eventually(
      async () => {
        const applied = await sql('select 1 from lab.inbox where event_id = any($1::uuid[])', [ids]);
        return applied.length === ids.length;
      },
      { withinMs: 30_000 },
    );
  };
  // Tests do not wait for a machine to run: the drill of this room is a million times faster than the day.
  await tell([{ contract: CampaignOpenedV1, content: { timeScale: 1_000_000, kind: 'drill' } }]);
  for (const code of ['LAB-HZ1', 'LAB-OTHER']) {
    await sql(
      `insert into lab.labs (lab_code, name, registered_by, recorded_at) values ($1, '演练', 'admin', now())
       on conflict do nothing`,
      [code],
    );
  }
  const expectTubes: LabRoom['expect'] = async (tubeIds, labCode) => {
    const batchId = systemIds.uuid7();
    await tell([...tubeIds.map(aSealing), aHandOver(batchId, tubeIds, labCode)]);
    return batchId;
  };
  const command: LabRoom['command'] = (path, body, as) => room.call('POST', path, { as, body, key: systemIds.uuid4() });
  const count: LabRoom['count'] = (batchId, received, rejected = [], as = technician) =>
    command('/v1/arrivals', { batchId, received, rejected }, as);

  return {
    room,
    sql,
    tell,
    command,
    count,
    expect: expectTubes,
    receive: async (tubeIds) => {
      const batchId = await expectTubes(tubeIds);
      await count(batchId, tubeIds);
      return batchId;
    },
    upload: async (bytes, as = technician, query = '') => {
      const { body } = await room.call('POST', `/v1/uploads${query}`, { as, body: bytes });
      return body;
    },
    ...outboxOf(sql),
    close: async () => {
      await room.close();
      await otherRooms.close();
      await kafka.drop();
    },
  };
}

function outboxOf(sql: LabRoom['sql']): Pick<LabRoom, 'facts' | 'contents'> {
  return {
    facts: async (key) => {
      const rows = await sql<{ fact: string }>(
        `select split_part(type, '.', 2) || '#' || aggregate_version as fact from lab.outbox
          where aggregateid = $1 order by position`,
        [key],
      );
      return rows.map(({ fact }) => fact);
    },
    contents: async (contract, key) => {
      const rows = await sql<{ payload: Record<string, unknown> }>(
        'select payload from lab.outbox where aggregateid = $1 and type = $2 order by position',
        [key, contract.type],
      );
      return rows.map(({ payload }) => payload);
    },
  };
}
