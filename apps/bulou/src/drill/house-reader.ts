import pg from 'pg';

/** What the house says of the people of a drill. */
export interface Census {
  /** Of the people expected: who has exactly one case. */
  readonly once: number;
  readonly lost: number;
  readonly doubled: number;
  /** Cases of people whom no pool of the drill holds. */
  readonly strange: number;
  /** Cases for which neither an open task nor a dispatch of their alert names a role that answers. */
  readonly ownerless: number;
  /** Opening facts beyond one for each case: something was done twice, even if the row stands once. */
  readonly openedTwice: number;
}

const percentilesSql = (ms: string, from: string) => `
  select count(*)::int as count, coalesce(percentile_cont(0.5) within group (order by ms), 0)::float as p50,
         coalesce(percentile_cont(0.95) within group (order by ms), 0)::float as p95,
         coalesce(percentile_cont(0.99) within group (order by ms), 0)::float as p99, coalesce(max(ms), 0)::float as max
    from (select extract(epoch from ${ms}) * 1000 as ms ${from}) measured where ms is not null`;

export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Reads the stores by the verifier's login, which can change nothing; every rule of the drill is held against this. */
export class HouseReader {
  private constructor(
    private readonly client: pg.Client,
    private readonly campaignId: string,
  ) {}

  static async open(verifierUrl: string, campaignId: string): Promise<HouseReader> {
    const client = new pg.Client({
      connectionString: verifierUrl,
      application_name: 'bulou drill',
      // Everything here joins whole campaigns, of which the planner knows nothing: a thousand corrections took it minutes.
      options: '-c enable_nestloop=off',
    });
    await client.connect();
    return new HouseReader(client, campaignId);
  }

  async tubesOnShelf(tubeIds: readonly string[]): Promise<number> {
    return this.count(
      `select count(*)::int as n from lab.lab_tubes t join lab.expected_tubes e using (tube_id)
        where t.tube_id = any($1::text[]) and t.state = 'received' and e.members is not null`,
      [tubeIds],
    );
  }

  cases(): Promise<number> {
    return this.count('select count(*)::int as n from isolation.cases where campaign_id = $1', [this.campaignId]);
  }

  /** Alerts of the drill that the machine has not acknowledged, and dispatches that nobody was told of. */
  async waiting(): Promise<number> {
    return this.count(
      `select (select count(*) from notification.escalations where campaign_id = $1 and received_at is null and revoked_at is null)::int
            + (select count(*) from notification.dispatches where campaign_id = $1 and received_at is null and ended_at is null)::int as n`,
      [this.campaignId],
    );
  }

  alerts(): Promise<number> {
    return this.count('select count(*)::int as n from notification.escalations where campaign_id = $1', [
      this.campaignId,
    ]);
  }

  /** From the laboratory's row until the machine had acknowledged the alert. */
  acknowledged(): Promise<Percentiles> {
    return this.percentiles('e.received_at - e.raised_at', 'from notification.escalations e where e.campaign_id = $1');
  }

  /** From the laboratory's row until squad, community and the others of the fan-out were told. */
  fannedOut(): Promise<Percentiles> {
    return this.percentiles(
      'd.received_at - e.raised_at',
      'from notification.dispatches d join notification.escalations e using (escalation_id) where e.campaign_id = $1',
    );
  }

  async census(expected: ReadonlySet<string>): Promise<Census> {
    const { rows } = await this.client.query<{ id: string; cases: number; owned: boolean }>(
      `select c.participant_id as id, count(*)::int as cases, bool_and(
                exists (select from isolation.tasks t where t.case_id = c.case_id and t.state = 'open')
                or exists (select from notification.dispatches d
                            where d.escalation_id = c.escalation_id and d.ended_at is null)) as owned
         from isolation.cases c where c.campaign_id = $1 group by 1`,
      [this.campaignId],
    );
    const ours = rows.filter(({ id }) => expected.has(id));
    const opened = await this.count(
      `select count(*)::int as n from isolation.outbox
        where type = 'isolation.case-opened.v1' and payload ->> 'campaignId' = $1 and (payload ->> 'isNew')::boolean`,
      [this.campaignId],
    );
    return {
      once: ours.filter(({ cases }) => cases === 1).length,
      lost: expected.size - ours.length,
      doubled: ours.filter(({ cases }) => cases > 1).length,
      strange: rows.length - ours.length,
      ownerless: ours.filter(({ owned }) => !owned).length,
      openedTwice: Math.max(0, opened - rows.length),
    };
  }

  revoked(): Promise<number> {
    return this.count(`select count(*)::int as n from isolation.cases where campaign_id = $1 and state = 'revoked'`, [
      this.campaignId,
    ]);
  }

  /** Revocations told, by person: once each, or something was said twice. */
  async revocations(): Promise<{ told: number; persons: number }> {
    const { rows } = await this.client.query<{ told: number; persons: number }>(
      `select count(*)::int as told, count(distinct payload ->> 'participantId')::int as persons
         from isolation.outbox where type = 'isolation.case-revoked.v1' and payload ->> 'campaignId' = $1`,
      [this.campaignId],
    );
    return rows[0] ?? { told: 0, persons: 0 };
  }

  /** From the correction at the laboratory until the case was revoked. */
  revokedAfter(): Promise<Percentiles> {
    return this.percentiles(
      'o.recorded_at - r.recorded_at',
      `from isolation.outbox o
         join isolation.cases c on c.case_id = (o.payload ->> 'caseId')::uuid
         join isolation.alerts a on a.escalation_id = c.escalation_id
         join lab.results r on r.tube_id = a.tube_id and r.effective
        where o.type = 'isolation.case-revoked.v1' and c.campaign_id = $1`,
    );
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async percentiles(ms: string, from: string): Promise<Percentiles> {
    const { rows } = await this.client.query<Percentiles>(percentilesSql(ms, from), [this.campaignId]);
    return rows[0] ?? { count: 0, p50: 0, p95: 0, p99: 0, max: 0 };
  }

  private async count(sql: string, values: unknown[]): Promise<number> {
    const { rows } = await this.client.query<{ n: number }>(sql, values);
    return rows[0]?.n ?? 0;
  }
}
