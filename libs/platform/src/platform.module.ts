import { setTimeout as wait } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import type { DynamicModule, Provider } from '@nestjs/common';
import type { ServiceName } from '@lib/contracts/route';
import type { Clock } from '@lib/vocabulary';
import { AuditKeeper } from './audit/audit-keeper.js';
import { auditSchemaOf } from './audit/audit-schema.js';
import { DatabaseAuditStore } from './audit/audit-store.js';
import { RefusalLedger } from './audit/refusal-ledger.js';
import { CLOCK } from './clock.js';
import type { ServiceConfig } from './config.js';
import { Database } from './database.js';
import type { EntityClass } from './database.js';
import { Health } from './health.js';
import { Idempotency } from './idempotency.js';
import { Log } from './log.js';
import { Metrics } from './metrics.js';
import type { Migration } from './migrations.js';
import { Shutdown } from './shutdown.js';
import { CONFIG } from './surroundings.js';
import { showNumbers } from './store-gauge.js';

export interface PlatformOptions {
  readonly app: ServiceName;
  /** The schema that the app owns. */
  readonly schema: string;
  /** In order; those that a lib brings (0000) first. */
  readonly migrations: readonly Migration[];
  readonly entities?: readonly EntityClass[];
  readonly poolSizeMax?: number;
}

// A database that restarts is back within seconds; a service that gave up at once would only make the supervisor spin.
const databaseAwaitMsMax = 30_000;
const databaseRetryMs = 500;

/** Gives an app its `Database` and `Idempotency`, with the schema migrated, checked at boot and closed last. */
@Module({})
export class PlatformModule {
  static for(options: PlatformOptions): DynamicModule {
    const database: Provider = {
      provide: Database,
      inject: [CONFIG, Log, Health, Metrics, Shutdown, RefusalLedger, CLOCK],
      useFactory: async (
        config: ServiceConfig,
        log: Log,
        health: Health,
        metrics: Metrics,
        shutdown: Shutdown,
        ledger: RefusalLedger,
        clock: Clock,
      ) => {
        const opened = await openPatiently(options, config, log);
        const { auditFolder: folder, auditKeyFile: keyFile } = config;
        const store = new DatabaseAuditStore(opened);
        await new AuditKeeper({ service: config.app, store, ledger, clock, log, folder, keyFile }).start(shutdown);
        health.needs('database', async () => {
          await opened.query('select 1');
        });
        metrics.gauge('bulou_database_connections', 'connections of the pool', () => opened.pool.totalCount);
        metrics.gauge('bulou_database_waiting', 'callers waiting for a connection', () => opened.pool.waitingCount);
        showNumbers(metrics, opened, [
          {
            name: 'bulou_audit_checkpoints',
            help: 'signed checkpoints of the audit chain; grows each minute, in one replica or another',
            sql: `select checkpoints as value from ${auditSchemaOf(opened.schema)}.head`,
          },
        ]);
        shutdown.add('database', 'pool', () => opened.close());
        return opened;
      },
    };
    const idempotency: Provider = {
      provide: Idempotency,
      inject: [Database],
      useFactory: (opened: Database) => new Idempotency(opened),
    };
    return {
      module: PlatformModule,
      global: true,
      providers: [database, idempotency],
      exports: [Database, Idempotency],
    };
  }
}

async function openPatiently(options: PlatformOptions, config: ServiceConfig, log: Log): Promise<Database> {
  const deadline = performance.now() + databaseAwaitMsMax;
  for (;;) {
    try {
      return await Database.open({
        ...options,
        url: config.databaseUrl,
        onError: (what, error) => log.error(what, error),
      });
    } catch (error) {
      if (!isAway(error) || performance.now() > deadline) throw error;
      log.warn('the database is not there yet', { code: String((error as { code?: unknown }).code ?? 'timeout') });
      await wait(databaseRetryMs);
    }
  }
}

// Refused, reset or timed out; 57P03: it is starting or ending. A wrong password or a failed migration is final.
function isAway(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') return ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '57P03'].includes(code);
  return error instanceof Error && /timeout|terminated/.test(error.message);
}
