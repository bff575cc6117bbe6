import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { newSubject } from './subject.js';
import type { AlarmingFinding, Case, Detection, Subject } from './subject.js';
import type { CallBack, Order, RecollectionTube } from './subject.js';
import { appealColumnsSql, measureColumnsSql, toAppeal, toMeasure } from './measure-load.js';
import type { AppealRow, MeasureRow } from './measure-load.js';
import type { SubjectKey } from './subject-rows.js';

export const keyOf = ({ campaignId, participantId }: SubjectKey): string => `${campaignId}/${participantId}`;

/**
 * Claims and locks the persons in one order for everybody, then reads all that is known of them. A person who was
 * unknown until now has a row afterwards, so that two transactions cannot both be the first.
 */
export async function loadSubjects(tx: Tx, keys: readonly SubjectKey[]): Promise<Map<string, Subject>> {
  const sorted = [...new Map(keys.map((key) => [keyOf(key), key])).entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const wanted = sorted.map(([, key]) => key);
  if (wanted.length === 0) return new Map();
  const rows = wanted.map((key) => ({ campaign_id: key.campaignId, participant_id: key.participantId }));
  const claimed = await insertRows<{ id: string }>(
    tx,
    'subjects',
    { campaign_id: 'uuid', participant_id: 'uuid' },
    rows,
    { onConflict: 'do nothing', returning: [`campaign_id || '/' || participant_id as id`] },
  );
  const values = valuesOf(wanted);
  const isNew = new Set(claimed.map(({ id }) => id));
  const known = sorted.filter(([id]) => !isNew.has(id)).map(([, key]) => key);
  const parts = await partsOf(tx, known);
  // Detections come with the alert itself, so even somebody who was unknown until now has one.
  const detections = await read<Detection & { finding: AlarmingFinding }>(tx, detectionSql, values);
  return new Map(
    sorted.map(([id, { campaignId, participantId }]) => [
      id,
      { ...newSubject(campaignId, participantId), ...parts.get(id), detections: detections.get(id) ?? [] },
    ]),
  );
}

type Parts = Omit<Subject, 'campaignId' | 'participantId' | 'detections'>;

// Only of those who had a row before: most alerts name people of whom nothing is known, and five reads are saved.
async function partsOf(tx: Tx, keys: readonly SubjectKey[]): Promise<Map<string, Parts>> {
  if (keys.length === 0) return new Map();
  const values = valuesOf(keys);
  await tx.query(
    `select 1 from subjects where ${isWanted('subjects')} order by campaign_id, participant_id for update`,
    values,
  );
  const cases = await read<Case>(tx, caseSql, values);
  const tubes = await read<TubeRow>(tx, tubeSql, values);
  const orders = await read<Order>(tx, orderSql, values);
  const callBacks = await read<CallBack>(tx, callBackSql, values);
  const measures = await read<MeasureRow>(tx, measureSql, values);
  // Only who has a measure can have objected to one.
  const appeals = measures.size === 0 ? new Map<string, AppealRow[]>() : await read<AppealRow>(tx, appealSql, values);
  return new Map(
    keys.map(keyOf).map((id) => [
      id,
      {
        case: cases.get(id)?.[0] ?? null,
        tubes: (tubes.get(id) ?? []).map(toTube),
        orders: orders.get(id) ?? [],
        callBacks: callBacks.get(id) ?? [],
        measures: (measures.get(id) ?? []).map(toMeasure),
        appeals: (appeals.get(id) ?? []).map(toAppeal),
      },
    ]),
  );
}

const valuesOf = (keys: readonly SubjectKey[]): string[][] => [
  keys.map((key) => key.campaignId),
  keys.map((key) => key.participantId),
];

type Result = NonNullable<RecollectionTube['result']>;
type TubeRow = Omit<RecollectionTube, 'result'> & { [K in keyof Result]: Result[K] | null };

function toTube({ version, finding, isCancelled, releasedAt, ...tube }: TubeRow): RecollectionTube {
  if (version === null || finding === null || releasedAt === null) return { ...tube, result: null };
  return { ...tube, result: { version, finding, isCancelled: isCancelled === true, releasedAt } };
}

const isWanted = (table: string): string =>
  `(${table}.campaign_id, ${table}.participant_id) in (select * from unnest($1::uuid[], $2::uuid[]))`;

// A row is the part itself, besides whose it is.
async function read<P extends object>(tx: Tx, sql: string, values: readonly unknown[]): Promise<Map<string, P[]>> {
  const rows = await tx.query<P & { of_campaign: string; of_participant: string }>(sql, values);
  const parts = rows.map(({ of_campaign, of_participant, ...part }) => {
    return [`${of_campaign}/${of_participant}`, part as unknown as P] as const;
  });
  const grouped = Map.groupBy(parts, ([id]) => id);
  return new Map([...grouped].map(([id, list]) => [id, list.map(([, part]) => part)]));
}

const select = (table: string, columns: string, order: string): string =>
  `select campaign_id as of_campaign, participant_id as of_participant, ${columns}
     from ${table} where ${isWanted(table)} order by ${order}`;

const caseSql = select(
  'cases',
  `case_id as "caseId", escalation_id as "escalationId", site_code as "siteCode", state,
   opened_at as "openedAt", version`,
  'case_id',
);

// Which detections stand is read here once, from the withdrawals: nobody has to remember to mark them. The people come
// first: left to itself, the planner holds each of them against every alert of the campaign.
const detectionSql = `with memberships as materialized (
    select wanted.campaign_id, m.subject_id, m.escalation_id
      from (select distinct * from unnest($1::uuid[], $2::uuid[]) as key(campaign_id, subject_id)) wanted
      join alert_members m using (subject_id) where m.subject_kind = 'person')
  select a.campaign_id as of_campaign, m.subject_id as of_participant,
    a.escalation_id as "escalationId", a.tube_id as "tubeId", a.result_version as "resultVersion", a.finding, a.purpose,
    (select count(*) = 1 from alert_members o where o.escalation_id = a.escalation_id) as "isSingle",
    a.order_id as "orderId", a.site_code as "siteCode", a.raised_at as "raisedAt", a.taken_by as "takenBy",
    (select w.reason from withdrawals w where w.tube_id = a.tube_id and w.supersedes >= a.result_version
      order by w.supersedes limit 1) as "withdrawnReason"
  from memberships m join alerts a using (campaign_id, escalation_id)
  order by a.raised_at, a.escalation_id`;

const tubeSql = select(
  'recollection_tubes',
  `tube_id as "tubeId", order_id as "orderId", site_code as "siteCode", sealed_at as "sealedAt",
   result_version as version, finding, is_cancelled as "isCancelled", released_at as "releasedAt"`,
  'tube_id',
);

const orderSql = select(
  'recollections',
  `order_id as "orderId", cause, cause_tube_id as "causeTubeId", also_for as "alsoFor", site_code as "siteCode",
   requested_at as "requestedAt", due_at as "dueAt", actor as "requestedBy", policy_version as "policyVersion", state`,
  'requested_at, order_id',
);

const callBackSql = select(
  'call_backs',
  `call_back_id as "callBackId", tube_id as "tubeId", reason, owner_role as "ownerRole", site_code as "siteCode",
   order_id as "orderId", recorded_at as "calledAt", actor as "calledBy", due_at as "dueAt",
   policy_version as "policyVersion", answered_at as "answeredAt"`,
  'recorded_at, call_back_id',
);

const measureSql = select('measures', measureColumnsSql, 'starts_at, measure_id');
const appealSql = select('appeals', appealColumnsSql, 'filed_at, appeal_id');
