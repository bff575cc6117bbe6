import type { NamespacedPostgres } from './postgres.js';

/**
 * A clock of the database that a test sets, for what takes weeks. The database is the only judge of time in this house,
 * so it is enough that the database's own clock stands elsewhere: every statement, view, trigger and constraint of the
 * room asks it, and the room itself does not know.
 */
export interface MovedClock {
  /** Connection string under which the room meets the moved clock. */
  readonly url: string;
  /** Sets the clock; from there it runs on as fast as any other. */
  moveTo(at: Date): Promise<void>;
  now(): Promise<Date>;
}

/**
 * In: a database of a test, before anything was made in it. Out: its clock. A function of the room's own schema stands
 * before the server's of the same name; the room's migrations bind to it like everything after them.
 */
export async function movedClock(postgres: NamespacedPostgres): Promise<MovedClock> {
  const { schema, admin } = postgres;
  const login = new URL(postgres.url).username;
  await admin(`create table ${schema}.moved_clock (ahead interval not null)`);
  await admin(`insert into ${schema}.moved_clock values ('0')`);
  await admin(
    `create function ${schema}.clock_timestamp() returns timestamptz language sql volatile
       as $$ select pg_catalog.clock_timestamp() + ahead from ${schema}.moved_clock $$`,
  );
  await admin(`grant select on ${schema}.moved_clock to ${login}`);
  const url = new URL(postgres.url);
  url.searchParams.set('options', `-c search_path=${schema},pg_catalog`);
  return {
    url: url.toString(),
    moveTo: async (at) => {
      await admin(`update ${schema}.moved_clock set ahead = $1::timestamptz - pg_catalog.clock_timestamp()`, [at]);
    },
    now: async () => {
      const [row] = await admin<{ at: Date }>(`select ${schema}.clock_timestamp() as at`);
      if (row === undefined) throw new Error('the database did not tell the time');
      return row.at;
    },
  };
}
