import { Database, Log } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { FactLog } from '../fact-log/fact-log.store.js';
import { WallBoards } from './wall-boards.js';

/**
 * Version of the law by which facts are counted. Raise it when a board changes its meaning: at the next start the
 * boards are made again from the log.
 */
export const boardsVersion = 2;

const boardTables = [
  'tubes',
  'funnel_counts',
  'throughput',
  'campaigns',
  'rounds',
  'rosters',
  'recollections',
  'cases',
  'case_tubes',
  'freshness',
];

const boardsLock = 'bulou:command-centre:boards';
const chunkFacts = 5_000; // As large as keeps one chunk's memory at a few megabytes.

/** Makes the boards from zero, out of the log alone. */
@Injectable()
export class ReplayWall implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Log) private readonly log: Log,
    private readonly facts: FactLog,
    private readonly boards: WallBoards,
  ) {}

  /** Before the pipe starts: counts again when the boards were made under another law. */
  async onModuleInit(): Promise<void> {
    const [made] = await this.database.query<{ version: number }>('select version from boards');
    if (made?.version !== boardsVersion) await this.run();
  }

  /** Holds a replay off until this transaction ends: a fact must not fall between the log and a board. */
  async keepAway(tx: Tx): Promise<void> {
    await tx.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [boardsLock]);
  }

  /** Out: how many facts were counted. Readers see the old boards until it commits. */
  async run(): Promise<number> {
    const counted = await this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [boardsLock]);
      for (const table of boardTables) await tx.execute(`delete from ${table}`);
      let after: string | undefined;
      let total = 0;
      for (;;) {
        const chunk = await this.facts.read(tx, after, chunkFacts);
        if (chunk.length === 0) break;
        await this.boards.apply(chunk, tx);
        after = chunk.at(-1)?.eventId;
        total += chunk.length;
      }
      await tx.execute('update boards set version = $1', [boardsVersion]);
      return total;
    });
    this.log.info('the boards were made again from the log', { facts: counted, version: boardsVersion });
    return counted;
  }
}
