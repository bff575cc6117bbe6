import { insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { NoticeStanding } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import { NoticeBell } from '../notice/notice-bell.js';
import type { Ringing } from '../notice/notice-bell.js';

export interface Standing {
  readonly kind: 'case' | 'measure' | 'order';
  readonly id: string;
  readonly state: NoticeStanding;
  readonly sequence: number;
}

export interface Release {
  readonly tubeId: string;
  readonly version: number;
  readonly finding: string;
  readonly status: 'final' | 'corrected' | 'cancelled';
  readonly releasedAt: Date;
}

const standingColumns = { kind: 'text', id: 'uuid', state: 'text', sequence: 'int', recorded_at: 'timestamptz' };
const releaseColumns = {
  tube_id: 'text',
  result_version: 'int',
  finding: 'text',
  status: 'text',
  released_at: 'timestamptz',
  recorded_at: 'timestamptz',
};

/** Keeps what notices rest on, as the other rooms told it, and wakes those that wait for it. */
@Injectable()
export class StandingStore {
  constructor(private readonly bell: NoticeBell) {}

  /** In: facts in the order of each thing. `opened` on a verified case says that nothing changed. */
  async keep(tx: Tx, told: readonly (Standing & { readonly isRepetition?: boolean })[]): Promise<void> {
    const ids = told.map(({ id }) => id);
    const known = await tx.query<Standing>(
      `select kind, id, state, sequence from notice_standings
        where (kind, id) in (select * from unnest($1::text[], $2::uuid[])) order by kind, id for update`,
      [told.map(({ kind }) => kind), ids],
    );
    const now = new Map(known.map((one) => [one.id, one]));
    for (const { isRepetition = false, ...one } of told) {
      const before = now.get(one.id);
      if (before !== undefined && before.sequence >= one.sequence) continue;
      now.set(one.id, isRepetition && before?.state === 'verified' ? { ...one, state: 'verified' } : one);
    }
    const rows = [...now.values()].map((one) => ({ ...one, recorded_at: tx.recordedAt }));
    await insertRows(tx, 'notice_standings', standingColumns, rows, {
      onConflict:
        '(kind, id) do update set state = excluded.state, sequence = excluded.sequence, recorded_at = excluded.recorded_at',
    });
    await this.#wake(tx, 'n.rests_on_id = any($1::uuid[])', ids);
  }

  async keepReleases(tx: Tx, released: readonly Release[]): Promise<void> {
    const newest = new Map<string, Release>();
    for (const one of released) if ((newest.get(one.tubeId)?.version ?? 0) < one.version) newest.set(one.tubeId, one);
    const rows = [...newest.values()].map((one) => ({
      ...{ tube_id: one.tubeId, result_version: one.version, finding: one.finding, status: one.status },
      ...{ released_at: one.releasedAt, recorded_at: tx.recordedAt },
    }));
    await insertRows(tx, 'released_results', releaseColumns, rows, {
      onConflict: `(tube_id) do update set result_version = excluded.result_version, finding = excluded.finding,
        status = excluded.status, released_at = excluded.released_at, recorded_at = excluded.recorded_at
        where released_results.result_version < excluded.result_version`,
    });
    await this.#wake(tx, 'n.result_tube_id = any($1::text[])', [...newest.keys()]);
  }

  async #wake(tx: Tx, isConcerned: string, ids: readonly string[]): Promise<void> {
    const woken = await tx.query<Ringing>(
      `update notice_sends s set next_at = clock_timestamp() from notices n
        where n.notice_id = s.notice_id and s.state = 'due' and s.reason = 'not-told-yet' and ${isConcerned}
        returning s.notice_id as "noticeId", s.channel, s.epoch`,
      [ids],
    );
    tx.afterCommit(() => this.bell.ring(woken, 0, `w${tx.recordedAt.getTime()}`));
  }
}
