import { districtOfSite } from '@lib/vocabulary';
import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** A detected pool of which nobody was detected alone. */
export interface DiscordantPool {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly tubeId: string;
  readonly resultVersion: number;
  readonly siteCode: string;
  readonly labCode: string;
}

/** A member of it, and when the swab was sealed that found nothing. */
export interface ClearedMember {
  readonly escalationId: string;
  readonly participantId: string;
  readonly sealedAt: Date;
}

/** What the clocks of one pool are. */
export interface PoolClocks {
  readonly policyVersion: number;
  readonly retestDueAt: Date;
  readonly beginsAt: (sealedAt: Date) => Date;
  readonly dueAt: (sealedAt: Date) => Date;
}

const poolColumns = {
  escalation_id: 'uuid',
  campaign_id: 'uuid',
  tube_id: 'text',
  result_version: 'int',
  site_code: 'text',
  district_code: 'text',
  persons: 'int',
  owner_role: 'text',
  policy_version: 'int',
  found_at: 'timestamptz',
  retest_due_at: 'timestamptz',
};

const owedColumns = {
  escalation_id: 'uuid',
  participant_id: 'uuid',
  campaign_id: 'uuid',
  tube_id: 'text',
  site_code: 'text',
  state: 'text',
  begins_at: 'timestamptz',
  due_at: 'timestamptz',
  changed_at: 'timestamptz',
};

// A member that is a place or goods is cleared by nobody's swab: such a pool may be right about the thing.
const discordantSql = `
  select a.escalation_id as "escalationId", a.campaign_id as "campaignId", a.tube_id as "tubeId",
         a.result_version as "resultVersion", a.site_code as "siteCode", a.lab_code as "labCode"
    from alerts a
   where a.tube_id = any($1::text[]) and a.finding = 'detected' and a.purpose = 'round'
     and not exists (select 1 from withdrawals w where w.tube_id = a.tube_id and w.supersedes >= a.result_version)
     and (select count(*) > 1 from alert_members m where m.escalation_id = a.escalation_id)
     and not exists (
       select 1 from alert_members m
         left join cases c on c.campaign_id = a.campaign_id and c.participant_id = m.subject_id
        where m.escalation_id = a.escalation_id and (m.subject_kind <> 'person' or c.state is distinct from 'cleared'))
   order by a.escalation_id`;

const membersSql = `
  select m.escalation_id as "escalationId", m.subject_id as "participantId", max(t.sealed_at) as "sealedAt"
    from alert_members m join alerts a using (escalation_id)
    join recollection_tubes t on t.campaign_id = a.campaign_id and t.participant_id = m.subject_id
   where m.escalation_id = any($1::uuid[]) and t.finding = 'not-detected' and t.sealed_at is not null
   group by m.escalation_id, m.subject_id order by 1, 2`;

/** The only writer of discordant pools and of the second swabs that their members owe. */
@Injectable()
export class DiscordantPoolStore {
  /**
   * Out: those of these pools of which nobody is left to be looked at. Two members may be cleared at once, each unseen
   * by the other: the lock lets the second of them see the first.
   */
  async discordantAmong(tx: Tx, tubeIds: readonly string[]): Promise<DiscordantPool[]> {
    const sorted = [...new Set(tubeIds)].toSorted();
    await tx.query(
      `select pg_advisory_xact_lock(hashtextextended('discordant/' || id, 0))
         from (select id from unnest($1::text[]) as id order by id) as ordered`,
      [sorted],
    );
    return tx.query<DiscordantPool>(discordantSql, [sorted]);
  }

  /** Writes pools that are new, and what each member owes. Out: the pools that were new, with that. */
  async record(
    tx: Tx,
    pools: readonly DiscordantPool[],
    clocksOf: (pool: DiscordantPool) => PoolClocks,
  ): Promise<{ readonly pool: DiscordantPool; readonly owed: readonly NewlyOwed[] }[]> {
    const ids = pools.map(({ escalationId }) => escalationId);
    const members = Map.groupBy(await tx.query<ClearedMember>(membersSql, [ids]), ({ escalationId }) => escalationId);
    const rows = pools.map((pool) => ({
      ...keyOf(pool),
      result_version: pool.resultVersion,
      district_code: districtOfSite(pool.siteCode),
      persons: members.get(pool.escalationId)?.length ?? 0,
      owner_role: 'cdc-duty',
      policy_version: clocksOf(pool).policyVersion,
      found_at: tx.recordedAt,
      retest_due_at: clocksOf(pool).retestDueAt,
    }));
    const added = await insertRows<{ escalation_id: string }>(tx, 'discordant_pools', poolColumns, rows, {
      onConflict: '(escalation_id) do nothing',
      returning: ['escalation_id'],
    });
    const isNew = new Set(added.map(({ escalation_id }) => escalation_id));
    const fresh = pools
      .filter(({ escalationId }) => isNew.has(escalationId))
      .map((pool) => ({ pool, owed: (members.get(pool.escalationId) ?? []).map((one) => owe(one, clocksOf(pool))) }));
    const owed = fresh.flatMap((one) => one.owed.map((swab) => owedRow(one.pool, swab, tx.recordedAt)));
    await insertRows(tx, 'owed_swabs', owedColumns, owed);
    return fresh;
  }

  /** Nobody owes a second swab because of a finding that the laboratory took back. Out: what is waived now. */
  async waive(tx: Tx, tubeIds: readonly string[]): Promise<OwedSwab[]> {
    return tx.query<OwedSwab>(
      `update owed_swabs o set state = 'waived', changed_at = $2 from discordant_pools p
        where p.escalation_id = o.escalation_id and p.tube_id = any($1::text[]) and o.state = 'owed'
          and exists (select 1 from withdrawals w where w.tube_id = p.tube_id and w.supersedes >= p.result_version)
        returning o.escalation_id as "escalationId", o.campaign_id as "campaignId", o.tube_id as "tubeId",
                  o.participant_id as "participantId", o.site_code as "siteCode"`,
      [tubeIds, tx.recordedAt],
    );
  }

  /**
   * Out: up to `limit` people whose second swab may be drawn by now, after the one named. Not locked: the person's own lock
   * comes first, and whoever is asked twice is called back once.
   */
  async due(reader: Pick<Tx, 'query'>, limit: number, after: DueSwab | undefined): Promise<DueSwab[]> {
    return reader.query<DueSwab>(
      `select escalation_id as "escalationId", campaign_id as "campaignId", participant_id as "participantId",
              tube_id as "tubeId", site_code as "siteCode", begins_at as "beginsAt"
         from owed_swabs where state = 'owed' and begins_at <= (select clock_timestamp())
          and ($2::timestamptz is null or (begins_at, participant_id, escalation_id) > ($2, $3::uuid, $4::uuid))
        order by begins_at, participant_id, escalation_id limit $1`,
      [limit, after?.beginsAt ?? null, after?.participantId ?? null, after?.escalationId ?? null],
    );
  }

  async markAsked(tx: Tx, swabs: readonly OwedSwab[]): Promise<void> {
    await tx.execute(
      `update owed_swabs o set state = 'asked', changed_at = $3
         from unnest($1::uuid[], $2::uuid[]) as told (escalation_id, participant_id)
        where (o.escalation_id, o.participant_id) = (told.escalation_id, told.participant_id) and o.state = 'owed'`,
      [swabs.map(({ escalationId }) => escalationId), swabs.map(({ participantId }) => participantId), tx.recordedAt],
    );
  }

  /** Keeps how the laboratory answered; the first answer counts. Out: the alerts that it was about. */
  async answerRetest(tx: Tx, answers: readonly RetestAnswer[]): Promise<string[]> {
    const rows = await tx.query<{ escalation_id: string }>(
      `update discordant_pools p set retest_outcome = told.outcome, retest_answered_at = told.at
         from unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[]) as told (tube_id, version, outcome, at)
        where p.tube_id = told.tube_id and p.result_version = told.version and p.retest_outcome is null
        returning p.escalation_id`,
      [
        answers.map(({ tubeId }) => tubeId),
        answers.map(({ askedVersion }) => askedVersion),
        answers.map(({ outcome }) => outcome),
        answers.map(({ answeredAt }) => answeredAt),
      ],
    );
    return rows.map(({ escalation_id }) => escalation_id);
  }
}

/** What a member owes from now on. */
export interface NewlyOwed {
  readonly participantId: string;
  readonly beginsAt: Date;
  readonly dueAt: Date;
}

const owe = ({ participantId, sealedAt }: ClearedMember, { beginsAt, dueAt }: PoolClocks): NewlyOwed => ({
  participantId,
  beginsAt: beginsAt(sealedAt),
  dueAt: dueAt(sealedAt),
});

const owedRow = (pool: DiscordantPool, { participantId, beginsAt, dueAt }: NewlyOwed, at: Date) => ({
  ...keyOf(pool),
  ...{ participant_id: participantId, state: 'owed', begins_at: beginsAt, due_at: dueAt, changed_at: at },
});

export interface OwedSwab {
  readonly escalationId: string;
  readonly campaignId: string;
  readonly participantId: string;
  readonly tubeId: string;
  readonly siteCode: string;
}

export type DueSwab = OwedSwab & { readonly beginsAt: Date };

export interface RetestAnswer {
  readonly tubeId: string;
  readonly askedVersion: number;
  readonly outcome: 'confirmed' | 'changed';
  readonly answeredAt: string;
}

const keyOf = ({ escalationId, campaignId, tubeId, siteCode }: DiscordantPool) => ({
  escalation_id: escalationId,
  campaign_id: campaignId,
  tube_id: tubeId,
  site_code: siteCode,
});
