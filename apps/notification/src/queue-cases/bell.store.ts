import { Database } from '@lib/platform';
import { Injectable } from '@nestjs/common';

/** An escalation that isolation has not acknowledged. */
export interface UnansweredBell {
  readonly escalationId: string;
  readonly attempt: number;
  readonly openedAt: Date;
  readonly silentSeconds: number;
}

/** The only writer of attempt and queue time. Every write is a comparison: two replicas cannot both win one attempt. */
@Injectable()
export class BellStore {
  constructor(private readonly database: Database) {}

  /** Out: the next unacknowledged escalations after `after`, oldest first. */
  async unanswered(after: UnansweredBell | undefined, limit: number): Promise<UnansweredBell[]> {
    return this.database.query<UnansweredBell>(
      `select escalation_id as "escalationId", attempt, opened_at as "openedAt",
              extract(epoch from clock_timestamp() - coalesce(queued_at, opened_at))::double precision as "silentSeconds"
         from escalations
        where received_at is null and revoked_at is null and (opened_at, escalation_id) > ($1, $2)
        order by opened_at, escalation_id limit ${limit}`,
      [after?.openedAt ?? new Date(0), after?.escalationId ?? '00000000-0000-0000-0000-000000000000'],
    );
  }

  /** Claims the next attempt of each, where nobody else has. Out: id and attempt of those that were claimed. */
  async claim(bells: readonly UnansweredBell[]): Promise<{ escalationId: string; attempt: number }[]> {
    return this.database.query(
      `update escalations set attempt = expected.attempt + 1, queued_at = clock_timestamp(), state = 'queued'
         from unnest($1::uuid[], $2::int[]) as expected(escalation_id, attempt)
        where escalations.escalation_id = expected.escalation_id and escalations.attempt = expected.attempt
          and received_at is null and revoked_at is null
        returning escalations.escalation_id as "escalationId", escalations.attempt`,
      [bells.map((bell) => bell.escalationId), bells.map((bell) => bell.attempt)],
    );
  }

  /** Notes that the first job of these is in the queue; an acknowledgement that was faster stays one. */
  async noteQueued(escalationIds: readonly string[]): Promise<void> {
    await this.database.query(
      `update escalations
          set attempt = 1, queued_at = clock_timestamp(), state = case state when 'open' then 'queued' else state end
        where escalation_id = any($1::uuid[]) and attempt = 0`,
      [escalationIds],
    );
  }
}
