import { isoSql } from '@lib/platform';
import type { MeasureView } from '@lib/contracts/http/isolation/measures';
import {
  appealGrounds,
  appealReasons,
  basisKinds,
  measureCategories,
  measureEnds,
  measureKinds,
  measurePlaces,
} from '@lib/vocabulary';
import type {
  AppealGround,
  AppealReason,
  BasisKind,
  MeasureCategory,
  MeasureEnd,
  MeasureKind,
  MeasurePlace,
  PassPurpose,
} from '@lib/vocabulary';

interface AppealJson {
  readonly appealId: string;
  readonly ground: AppealGround;
  readonly words: string;
  readonly filedVia: 'page' | 'hotline';
  readonly filedAt: string;
  readonly dueAt: string;
  readonly decision: 'upheld' | 'lifted' | null;
  readonly reason: AppealReason | null;
  readonly decisionWords: string | null;
  readonly decidedAt: string | null;
}

export interface ListedMeasure {
  readonly measureId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly kind: MeasureKind;
  readonly category: MeasureCategory;
  readonly basisKind: BasisKind;
  readonly place: MeasurePlace;
  readonly siteCode: string;
  readonly authority: string;
  readonly decreeNumber: string;
  readonly legalBasis: string;
  readonly packId: string;
  readonly decidedBy: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly endedAt: Date | null;
  readonly endedBecause: MeasureEnd | null;
  readonly supersedes: string | null;
  readonly remedyZh: string;
  readonly remedyEn: string;
  readonly remedyPhone: string | null;
  readonly appeals: readonly AppealJson[];
  readonly passes: readonly {
    readonly purpose: PassPurpose;
    readonly grantedAt: string;
    readonly validUntil: string;
  }[];
  readonly asOf: Date;
}

/** A measure with its objections and passes, as the database stands at this instant. */
export const measureSelect = `select m.measure_id as "measureId", m.campaign_id as "campaignId",
    m.participant_id as "participantId", m.kind, m.category, m.basis_kind as "basisKind", m.place,
    m.site_code as "siteCode", m.authority, m.decree_number as "decreeNumber", m.legal_basis as "legalBasis",
    m.policy_pack_id as "packId", m.decided_by as "decidedBy", m.starts_at as "startsAt", m.ends_at as "endsAt",
    m.ended_at as "endedAt", m.ended_because as "endedBecause", m.supersedes, m.remedy_zh as "remedyZh",
    m.remedy_en as "remedyEn", m.remedy_phone as "remedyPhone", date_trunc('milliseconds', clock_timestamp()) as "asOf",
    (select coalesce(jsonb_agg(jsonb_build_object('appealId', a.appeal_id, 'ground', a.ground, 'words', a.words,
       'filedVia', a.filed_via, 'filedAt', ${isoSql('a.filed_at')}, 'dueAt', ${isoSql('a.due_at')}, 'decision', a.decision,
       'reason', a.decision_reason, 'decisionWords', a.decision_words, 'decidedAt', ${isoSql('a.decided_at')})
       order by a.filed_at), '[]') from appeals a where a.measure_id = m.measure_id) as appeals,
    (select coalesce(jsonb_agg(jsonb_build_object('purpose', p.purpose, 'grantedAt', ${isoSql('p.granted_at')},
       'validUntil', ${isoSql('p.valid_until')}) order by p.granted_at), '[]')
       from passes p where p.measure_id = m.measure_id) as passes
  from measures m`;

type Shown = Omit<MeasureView, 'startsAt'> & { startsAt: string; participantId: string };

/** In: a row. Out: the measure in the words that the person it is about can read; its state by the database's clock. */
export function shownMeasure(row: ListedMeasure): Shown {
  const { appeals, asOf, endedBecause, remedyZh, remedyEn, startsAt, endsAt, endedAt, ...rest } = row;
  const category = measureCategories[row.category];
  const what = measureKinds[row.kind];
  const isOver = endedAt !== null || endsAt <= asOf;
  return {
    ...rest,
    what: { zh: `${what.zh}（${category.zh}）`, en: `${what.en} (${category.en})` },
    why: basisKinds[row.basisKind],
    where: measurePlaces[row.place],
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    state: isOver ? 'over' : startsAt > asOf ? 'coming' : 'in-force',
    endedAt: endedAt?.toISOString() ?? (isOver ? endsAt.toISOString() : null),
    // The end needs nobody to write it down: past its instant it is over, whether or not the row says so yet.
    ...endOf(isOver ? (endedBecause ?? 'term-over') : null),
    remedy: { zh: remedyZh, en: remedyEn },
    appeals: appeals.map((appeal) => shownAppeal(appeal, asOf)),
    passes: [...row.passes],
  };
}

const endOf = (because: MeasureEnd | null) => ({
  endedBecause: because,
  endedWords: because === null ? null : measureEnds[because],
});

const shownAppeal = ({ reason, ...appeal }: AppealJson, asOf: Date) => ({
  ...appeal,
  groundWords: appealGrounds[appeal.ground],
  isOverdue: appeal.decision === null && new Date(appeal.dueAt) < asOf,
  reasonWords: reason === null ? null : appealReasons[reason],
});
