import { sqlCheck } from '../check.js';

/** One kind of act, as the room's own table and as the audit chain tell it. */
interface ToldTwice {
  readonly schema: string;
  readonly kind: string;
  readonly zh: string;
  readonly en: string;
  /** The fact of the entry's detail that says which version of the object, where an object may be acted on again. */
  readonly version?: 'resultVersion' | 'policyVersion';
  /** Selects object, version (or null), actor, at: one row for each act that the room knows of. */
  readonly acts: string;
  /** Whether an entry without an act is a fault too; rows that may be deleted later have none. */
  readonly isMutual: boolean;
}

const toldTwice: readonly ToldTwice[] = [
  {
    schema: 'lab',
    kind: 'upload-released',
    zh: '签发',
    en: 'release of upload',
    acts: `select id::text as object, null::int as version, released_by as actor, released_at as at
             from lab.uploads where released_at is not null`,
    isMutual: true,
  },
  {
    schema: 'lab',
    kind: 'correction-confirmed',
    version: 'resultVersion',
    zh: '更正',
    en: 'correction of tube',
    acts: `select tube_id as object, version, recorded_by as actor, recorded_at as at from lab.results where status = 'corrected'`,
    isMutual: true,
  },
  {
    schema: 'lab',
    kind: 'correction-asked',
    version: 'resultVersion',
    zh: '申请更正',
    en: 'asking for a correction of tube',
    acts: `select tube_id as object, result_version as version, asked_by as actor, recorded_at as at from lab.asked_corrections`,
    isMutual: false,
  },
  {
    schema: 'isolation',
    kind: 'alert-taken',
    zh: '接手警报',
    en: 'taking of alert',
    acts: `select escalation_id::text as object, null::int as version, taken_by as actor, taken_at as at
             from isolation.alerts where taken_at is not null`,
    isMutual: true,
  },
  {
    schema: 'isolation',
    kind: 'appeal-decided',
    zh: '申诉裁定',
    en: 'decision of appeal',
    acts: `select appeal_id::text as object, null::int as version, decided_by as actor, decided_at as at
             from isolation.appeals where decided_at is not null`,
    isMutual: true,
  },
  {
    schema: 'isolation',
    kind: 'measure-decided',
    zh: '机关决定',
    en: 'countersigning of order',
    acts: `select order_id::text as object, null::int as version, countersigned_by as actor, countersigned_at as at
             from isolation.authority_orders where countersigned_at is not null`,
    isMutual: false,
  },
  {
    schema: 'registration',
    kind: 'access-revoked',
    zh: '吊销访问',
    en: 'revocation of',
    acts: `select value as object, null::int as version, revoked_by as actor, recorded_at as at from registration.revocations`,
    isMutual: false,
  },
  {
    schema: 'registration',
    kind: 'person-revealed',
    zh: '查看联系方式',
    en: 'reveal of person',
    acts: `select participant_id::text as object, null::int as version, actor, recorded_at as at
             from registration.reveals where outcome = 'shown'`,
    isMutual: false,
  },
  {
    schema: 'registration',
    kind: 'round-closed',
    zh: '关闭轮次',
    en: 'closing of round',
    acts: `select round_id::text as object, null::int as version, closed_by as actor, closed_at as at
             from registration.rounds where closed_at is not null`,
    isMutual: true,
  },
  {
    schema: 'registration',
    kind: 'policy-changed',
    version: 'policyVersion',
    zh: '修改策略',
    en: 'change of policy of campaign',
    acts: `select distinct campaign_id::text as object, version, actor, valid_from as at
             from registration.policy_values where source = 'change'`,
    isMutual: true,
  },
  {
    schema: 'registration',
    kind: 'campaign-closed',
    zh: '关闭行动',
    en: 'closing of campaign',
    acts: `select campaign_id::text as object, null::int as version, confirmed_by as actor, confirmed_at as at
             from registration.campaign_closings where confirmed_at is not null`,
    isMutual: true,
  },
];

const versionOf = ({ version }: ToldTwice): string =>
  version === undefined ? 'null::int' : `(detail::jsonb ->> '${version}')::int`;

// A reveal of the same person by the same officer may happen often: it is the numbers that must agree.
const untold = (told: ToldTwice): string => {
  const { schema, kind, zh, en, acts } = told;
  return `
  select '${schema}' as place, '${zh} ' || object || '（' || actor || '）未入审计链 / the ${en} ' || object || ' by ' || actor
         || ' is not in the audit chain' as note
    from (select object, version, actor, sum(acts) as acts, sum(entries) as entries from (
            select object, version, actor, 1 as acts, 0 as entries from (${acts}) as act
             where at >= (select started_at from ${schema}_audit.head)
            union all
            select object_id, ${versionOf(told)}, actor_id, 0, 1 from ${schema}_audit.entries where kind = '${kind}') as told
          group by object, version, actor) as compared
   where acts > entries`;
};

const unfounded = (told: ToldTwice): string => {
  const { schema, kind, zh, en, acts } = told;
  return `
  select '${schema}', '审计链第 ' || sequence || ' 条：业务表没有此次${zh} ' || object_id || ' / entry ' || sequence
         || ' tells of the ${en} ' || object_id || ', and the room knows nothing of it'
    from ${schema}_audit.entries where kind = '${kind}' and (object_id, coalesce(${versionOf(told)}, 0)) not in (
         select object, coalesce(version, 0) from (${acts}) as act)`;
};

/** What the rooms know was done stands in the audit chain, and what the chain tells was done the rooms know. */
export const auditActs = sqlCheck({
  id: 'audit-acts',
  zh: '每次签发、更正、查看联系方式、接手警报都在审计链中，反之亦然',
  en: 'every release, correction, reveal and taking of an alert is in the audit chain, and the other way round',
  needs: [
    ...['lab.uploads', 'lab.results', 'lab.asked_corrections', 'isolation.alerts', 'registration.reveals'],
    ...['isolation.appeals', 'isolation.authority_orders', 'registration.revocations'],
    ...['registration.rounds', 'registration.policy_values', 'registration.campaign_closings'],
    ...['lab_audit.entries', 'isolation_audit.entries', 'registration_audit.entries'],
  ],
  // The chains are of services and not of campaigns; $1 is named so that the statement takes it.
  sql: `select * from (${toldTwice.flatMap((one) => [untold(one), ...(one.isMutual ? [unfounded(one)] : [])]).join(' union all ')}) as told
         where $1::uuid[] is not null`,
});
