import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import type { Fact } from '../fact-log/fact.js';

export interface CampaignTelling {
  readonly campaignId: string;
  readonly name: string;
  readonly kind: 'live' | 'drill';
  readonly openedAt: Date;
}

export interface RoundTelling {
  readonly roundId: string;
  readonly campaignId: string;
  readonly number: number;
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  readonly closedAt: Date | null;
}

export interface RosterTelling {
  readonly rosterId: string;
  readonly campaignId: string;
  readonly accepted: number;
}

/** The only writer of `campaigns`, `rounds`, `rosters` and `freshness`. */
@Injectable()
export class CampaignList {
  async applyCampaigns(tellings: readonly CampaignTelling[], tx: Tx): Promise<void> {
    const columns = { campaign_id: 'uuid', name: 'text', kind: 'text', opened_at: 'timestamptz' };
    const rows = tellings.map((told) => ({
      campaign_id: told.campaignId,
      name: told.name,
      kind: told.kind,
      opened_at: told.openedAt,
    }));
    await insertRows(tx, 'campaigns', columns, rows, { onConflict: '(campaign_id) do nothing' });
  }

  /** A round is told of twice: when it opens and when it closes; either may come first. */
  async applyRounds(tellings: readonly RoundTelling[], tx: Tx): Promise<void> {
    const columns = {
      round_id: 'uuid',
      campaign_id: 'uuid',
      number: 'int',
      opens_at: 'timestamptz',
      closes_at: 'timestamptz',
      closed_at: 'timestamptz',
    };
    for (const told of tellings) {
      const row = {
        round_id: told.roundId,
        campaign_id: told.campaignId,
        number: told.number,
        opens_at: told.opensAt,
        closes_at: told.closesAt,
        closed_at: told.closedAt,
      };
      const sets = ['opens_at', 'closes_at', 'closed_at'].map(
        (name) => `${name} = coalesce(rounds.${name}, excluded.${name})`,
      );
      await insertRows(tx, 'rounds', columns, [row], { onConflict: `(round_id) do update set ${sets.join(', ')}` });
    }
  }

  async applyRosters(tellings: readonly RosterTelling[], tx: Tx): Promise<void> {
    const columns = { roster_id: 'uuid', campaign_id: 'uuid', accepted: 'int' };
    const rows = tellings.map((told) => ({
      roster_id: told.rosterId,
      campaign_id: told.campaignId,
      accepted: told.accepted,
    }));
    await insertRows(tx, 'rosters', columns, rows, { onConflict: '(roster_id) do nothing' });
  }

  /** How fresh the numbers of each campaign are, and how often they changed: streams look at this row alone. */
  async refresh(facts: readonly Fact[], tx: Tx): Promise<void> {
    const rows = [...Map.groupBy(facts, (fact) => fact.campaignId)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([campaignId, told]) => ({
        campaign_id: campaignId,
        newest_recorded_at: newest(told.map((fact) => fact.recordedAt)),
        newest_captured_at: newest(told.flatMap((fact) => fact.capturedAt ?? [])),
        facts: told.length,
      }));
    const columns = {
      campaign_id: 'uuid',
      newest_recorded_at: 'timestamptz',
      newest_captured_at: 'timestamptz',
      facts: 'bigint',
    };
    await insertRows(tx, 'freshness', columns, rows, {
      onConflict: `(campaign_id) do update set
        newest_recorded_at = greatest(freshness.newest_recorded_at, excluded.newest_recorded_at),
        newest_captured_at = greatest(freshness.newest_captured_at, excluded.newest_captured_at),
        facts = freshness.facts + excluded.facts`,
    });
  }
}

const newest = (times: readonly Date[]): Date | null =>
  times.reduce<Date | null>((latest, at) => (latest === null || at > latest ? at : latest), null);
