import type { listPackActs, PolicyPack } from '@lib/contracts/http/registration/policy-packs';
import { Refusal } from '@lib/contracts/refusals';
import { Database, insertRows, isoSql } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { PackAct, StoredPack } from './policy-pack.decider.js';

// What one person proposed, and nobody confirmed within a day, is proposed anew: circumstances change (as with a close).
const proposalHours = 24;

export interface ProposedAct extends PackAct {
  readonly actId: string;
  readonly campaignId: string;
  readonly reason: string;
  readonly proposedBy: string;
  readonly confirmedBy: string | null;
}

type WaitingAct = z.output<typeof listPackActs.response>['acts'][number];

const waitingMax = 200;

const packColumns = {
  pack_id: 'text',
  version: 'int',
  kind: 'text',
  issuer: 'text',
  number: 'text',
  legal_basis: 'text',
  area: 'text',
  valid_from: 'timestamptz',
  valid_to: 'timestamptz',
  disease: 'text',
  targets: 'text',
  source: 'text',
  remedy_zh: 'text',
  remedy_en: 'text',
  remedy_phone: 'text',
  hold_hours_max: 'double precision',
  rules: 'jsonb',
  added_by: 'text',
  recorded_at: 'timestamptz',
};
const actColumns = {
  act_id: 'uuid',
  campaign_id: 'uuid',
  kind: 'text',
  pack_id: 'text',
  version: 'int',
  area: 'text',
  act: 'text',
  reason: 'text',
  proposed_by: 'text',
  proposed_at: 'timestamptz',
};
const packSelect = `pack_id as "packId", version, kind, issuer, number, legal_basis as "legalBasis", area,
  ${isoSql('valid_from')} as "validFrom", ${isoSql('valid_to')} as "validTo", disease, targets, source, remedy_zh as "remedyZh",
  remedy_en as "remedyEn", remedy_phone as "remedyPhone", hold_hours_max as "holdHoursMax", rules`;

type Row = Omit<StoredPack, 'remedyPhone'> & { readonly remedyPhone: string | null };
const toPack = <R extends Row>({ remedyPhone, ...pack }: R) => ({
  ...pack,
  ...(remedyPhone === null ? {} : { remedyPhone }),
});

export type ListedPack = StoredPack & {
  readonly inForce: readonly { readonly campaignId: string; readonly area: string | null; readonly since: string }[];
};

/** The only writer of packs and of what two people said about them. */
@Injectable()
export class PolicyPackStore {
  constructor(private readonly database: Database) {}

  /** Adds the next version of a pack. Out: its number. */
  async add(tx: Tx, pack: PolicyPack, addedBy: string): Promise<number> {
    // Two versions at once wait for each other, so that the numbers have neither gap nor twin.
    await tx.query(
      `select pg_advisory_xact_lock(hashtextextended('bulou:pack:' || current_schema() || ':' || $1, 0))`,
      [pack.packId],
    );
    const [newest] = await tx.query<{ version: number }>(
      'select coalesce(max(version), 0) + 1 as version from policy_packs where pack_id = $1',
      [pack.packId],
    );
    const version = newest?.version ?? 1;
    const row = {
      pack_id: pack.packId,
      version,
      kind: pack.kind,
      issuer: pack.issuer,
      number: pack.number,
      legal_basis: pack.legalBasis,
      area: pack.area,
      valid_from: pack.validFrom,
      valid_to: pack.validTo,
      disease: pack.disease,
      targets: pack.targets,
      source: pack.source,
      remedy_zh: pack.remedyZh,
      remedy_en: pack.remedyEn,
      remedy_phone: pack.remedyPhone,
      hold_hours_max: pack.holdHoursMax,
      rules: pack.rules,
      added_by: addedBy,
      recorded_at: tx.recordedAt,
    };
    await insertRows(tx, 'policy_packs', packColumns, [row]);
    return version;
  }

  /** Throws PACK_UNKNOWN. */
  async find(tx: Tx, packId: string, version: number): Promise<StoredPack> {
    const [found] = await tx.query<Row>(`select ${packSelect} from policy_packs where pack_id = $1 and version = $2`, [
      packId,
      version,
    ]);
    if (found === undefined) throw new Refusal('PACK_UNKNOWN', { packId, version });
    return toPack(found);
  }

  async propose(tx: Tx, act: Omit<ProposedAct, 'confirmedBy'>, kind: 'live' | 'drill'): Promise<void> {
    const { actId, campaignId, packId, version, area, act: what, reason, proposedBy } = act;
    const row = { act_id: actId, campaign_id: campaignId, kind, pack_id: packId, version, area, act: what, reason };
    await insertRows(tx, 'policy_pack_acts', actColumns, [
      { ...row, proposed_by: proposedBy, proposed_at: tx.recordedAt },
    ]);
  }

  /** Throws PACK_ACT_UNKNOWN, also for a proposal that has lapsed. */
  async lockAct(tx: Tx, actId: string): Promise<ProposedAct> {
    const [found] = await tx.query<ProposedAct>(
      `select act_id as "actId", campaign_id as "campaignId", pack_id as "packId", version, area, act, reason,
              proposed_by as "proposedBy", confirmed_by as "confirmedBy"
         from policy_pack_acts
        where act_id = $1 and (confirmed_at is not null or proposed_at > $2::timestamptz - make_interval(hours => ${proposalHours}))
          for update`,
      [actId, tx.recordedAt],
    );
    if (found === undefined) throw new Refusal('PACK_ACT_UNKNOWN', { actId });
    return found;
  }

  /** Out: what waits for a second person at the transaction's time, the oldest first. */
  waiting(tx: Tx): Promise<WaitingAct[]> {
    return tx.query<WaitingAct>(
      `select a.act_id as "actId", a.campaign_id as "campaignId", c.name as "campaignName", a.pack_id as "packId",
              a.version, a.area, a.act, a.reason, a.proposed_by as "proposedBy", ${isoSql('a.proposed_at')} as "proposedAt",
              ${isoSql(`(a.proposed_at + make_interval(hours => ${proposalHours}))`)} as "lapsesAt"
         from policy_pack_acts a join campaigns c using (campaign_id)
        where a.confirmed_at is null and a.proposed_at > $1::timestamptz - make_interval(hours => ${proposalHours})
        order by a.proposed_at, a.act_id limit ${waitingMax}`,
      [tx.recordedAt],
    );
  }

  async confirm(tx: Tx, actId: string, confirmedBy: string): Promise<void> {
    await tx.execute('update policy_pack_acts set confirmed_by = $2, confirmed_at = $3 where act_id = $1', [
      actId,
      confirmedBy,
      tx.recordedAt,
    ]);
  }

  /** Packs after one, by id and version, with where they are in force by the newest word of two people. */
  async list(after: { packId: string; version: number } | undefined, limit: number): Promise<ListedPack[]> {
    const rows = await this.database.query<Row & Pick<ListedPack, 'inForce'>>(
      `select ${packSelect}, coalesce((
          select jsonb_agg(jsonb_build_object('campaignId', newest.campaign_id, 'area', newest.area, 'since', ${isoSql('newest.confirmed_at')}))
            from (select distinct on (a.campaign_id, a.area) a.* from policy_pack_acts a
                   where a.confirmed_at is not null order by a.campaign_id, a.area, a.confirmed_at desc) as newest
           where newest.act = 'activate' and newest.pack_id = p.pack_id and newest.version = p.version), '[]') as "inForce"
         from policy_packs p
        where $1::text is null or (pack_id, version) > ($1, $2::int)
        order by pack_id, version limit $3`,
      [after?.packId ?? null, after?.version ?? null, limit],
    );
    return rows.map(toPack);
  }
}
