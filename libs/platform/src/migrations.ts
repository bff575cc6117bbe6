import { DataSource, MigrationExecutor } from 'typeorm';
import type { Logger, MigrationInterface, QueryRunner } from 'typeorm';
import { connectionConfig } from './connection.js';
import type { DatabaseAddress } from './connection.js';

/** A numbered step of a schema, as TypeORM wants it: a class that it makes itself. */
export type Migration = (new () => MigrationInterface) & { readonly title: string };

/** SQL text, several of them, or a function for the rare step that has to look first. */
export type MigrationBody = string | readonly string[] | ((run: QueryRunner) => Promise<void>);

const lockWaitMsMax = 60_000; // A neighbour that migrates may take this long; after that the supervisor starts us again.
const ddlLockWaitMsMax = 5_000; // Waiting longer for a table lock would queue every reader behind us.

const nothing = (): void => undefined;
// TypeORM would print to the terminal, outside our log; what fails is thrown and logged by whoever starts the service.
const silence: Logger = {
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
  logMigration: nothing,
  log: nothing,
};

/**
 * In: the file's own name (`0001-create-tubes`) and what it does. Out: a migration that runs once per schema, in the
 * order of its number. There is no way down: a schema is expanded, migrated, then contracted.
 * Throws when the name has no four-digit number.
 */
export function defineMigration(title: string, body: MigrationBody): Migration {
  const number = /^(\d{4})-[a-z0-9-]+$/.exec(title)?.[1];
  if (number === undefined) throw new Error(`migration "${title}" needs a name like 0001-create-tubes`);
  return class implements MigrationInterface {
    static readonly title = title;
    // TypeORM orders by the last thirteen digits of the name and refuses zero, hence the leading one.
    readonly name = `${title}-1${number}00000000`;

    async up(run: QueryRunner): Promise<void> {
      if (typeof body === 'function') return body(run);
      for (const sql of typeof body === 'string' ? [body] : body) await run.query(sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error(`${title} goes forward only: write a new migration that undoes it`));
    }
  };
}

/**
 * Applies what is missing, once, however many starters there are: all but one wait at an advisory lock of the schema.
 * In: address and migrations. Out: the titles applied by this call. Throws when the lock is not had within 60 s, when
 * two migrations of one room share a number, or when a step fails (the step is rolled back, earlier ones stay).
 */
export async function migrate(address: DatabaseAddress, migrations: readonly Migration[]): Promise<string[]> {
  assertUniqueTitles(migrations);
  const source = await migrationSource(address, migrations).initialize();
  try {
    const runner = source.createQueryRunner();
    const lock = `bulou:migrations:${address.schema}`;
    await runner.query(`set lock_timeout = ${lockWaitMsMax}`);
    await runner.query('select pg_advisory_lock(hashtextextended($1, 0))', [lock]);
    await runner.query(`set lock_timeout = ${ddlLockWaitMsMax}`);
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'each';
    const applied = await executor.executePendingMigrations();
    return applied.map((migration) => migration.name.replace(/-\d{13}$/, ''));
  } finally {
    // The lock belongs to the session, so closing the connection gives it back whatever happened before.
    await source.destroy();
  }
}

function migrationSource(address: DatabaseAddress, migrations: readonly Migration[]): DataSource {
  return new DataSource({
    type: 'postgres',
    url: address.url,
    schema: address.schema,
    synchronize: false,
    installExtensions: false,
    migrationsTableName: 'migrations',
    migrations: [...migrations],
    logger: silence,
    poolSize: 1,
    // A migration of a big table may rightly take minutes; nobody waits behind it but this starting process.
    extra: {
      ...connectionConfig(address),
      statement_timeout: false,
      query_timeout: undefined,
      lock_timeout: lockWaitMsMax,
    },
  });
}

// 0000 is the shared prefix of tables that libs bring along; every later number belongs to one file of the room.
function assertUniqueTitles(migrations: readonly Migration[]): void {
  const seen = new Set<string>();
  for (const { title } of migrations) {
    const number = title.slice(0, 4);
    const claim = number === '0000' ? title : number;
    if (seen.has(claim)) throw new Error(`two migrations are numbered ${claim}: give ${title} the next free number`);
    seen.add(claim);
  }
}
