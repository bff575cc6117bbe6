import { randomFillSync } from 'node:crypto';
import { systemClock } from '@lib/platform';
import pg from 'pg';

// Performance §2.1: batches of ten thousand over two connections are "the COPY limit" that every throughput is held against.
const rowsPerCopy = 10_000;
const connections = 2;
const rowsPerTube = 10;

const table = 'bench_limit.rows';

/** The part of the driver's connection that COPY speaks through; its published types leave these words out. */
interface CopyLine {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** One COPY of bytes that lie ready; the driver calls the handlers as the server answers. */
class BinaryCopy implements pg.Submittable {
  readonly done: Promise<void>;
  private resolve = (): void => undefined;
  private reject = (_error: Error): void => undefined;

  constructor(private readonly bytes: Buffer) {
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  // The driver wraps this to know when the query has ended.
  callback = (): void => undefined;

  submit(connection: pg.Connection): void {
    (connection as unknown as CopyLine).query(
      `copy ${table} (id, token, tube, position, taken_at) from stdin with (format binary)`,
    );
  }

  handleCopyInResponse(connection: pg.Connection): void {
    const line = connection as unknown as CopyLine;
    line.sendCopyFromChunk(this.bytes);
    line.endCopyFrom();
  }

  handleError(error: Error): void {
    this.reject(error);
  }

  handleCommandComplete(): void {
    // What counts is that the server is ready again: the rows are then on its disk.
  }

  handleReadyForQuery(): void {
    this.resolve();
  }
}

/** Where the fields of a row lie, each behind the four bytes of its length. */
const at = { id: 6, token: 26, tube: 62, position: 82, takenAt: 88 } as const;
const rowBytes = 96;
const headBytes = 19;

/** Ten thousand rows in the wire form of COPY; ids and tokens are written anew before each use. */
class Rows {
  readonly bytes = Buffer.alloc(headBytes + rowsPerCopy * rowBytes + 2);
  private readonly chance = Buffer.alloc(rowsPerCopy * 56);

  constructor() {
    Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1').copy(this.bytes);
    for (let row = 0; row < rowsPerCopy; row += 1) this.frame(headBytes + row * rowBytes, row);
    this.bytes.writeInt16BE(-1, this.bytes.length - 2);
  }

  renew(): Buffer {
    randomFillSync(this.chance);
    const nowMs = systemClock.now().getTime();
    let tube = 0;
    for (let row = 0; row < rowsPerCopy; row += 1) {
      const start = headBytes + row * rowBytes;
      this.chance.copy(this.bytes, start + at.id, row * 56, row * 56 + 16);
      this.version7(start + at.id, nowMs, row);
      this.chance.copy(this.bytes, start + at.token, row * 56 + 16, row * 56 + 48);
      if (row % rowsPerTube === 0) tube = start + at.id;
      this.bytes.copy(this.bytes, start + at.tube, tube, tube + 16);
    }
    return this.bytes;
  }

  private frame(start: number, row: number): void {
    this.bytes.writeInt16BE(5, start);
    for (const [offset, length] of [
      [at.id, 16],
      [at.token, 32],
      [at.tube, 16],
      [at.position, 2],
      [at.takenAt, 8],
    ] as const)
      this.bytes.writeInt32BE(length, start + offset - 4);
    this.bytes.writeInt16BE((row % rowsPerTube) + 1, start + at.position);
    // PostgreSQL counts microseconds from the year 2000.
    const microseconds = BigInt(systemClock.now().getTime() - Date.UTC(2000, 0, 1)) * 1_000n;
    this.bytes.writeBigInt64BE(microseconds, start + at.takenAt);
  }

  private version7(offset: number, nowMs: number, row: number): void {
    this.bytes.writeUIntBE(nowMs, offset, 6);
    this.bytes.writeUInt16BE(0x7000 | ((row >> 2) & 0xfff), offset + 6);
    this.bytes.writeUInt8(0x80 | (this.bytes.readUInt8(offset + 8) & 0x3f), offset + 8);
  }
}

const setUp = `
  drop schema if exists bench_limit cascade;
  create schema bench_limit;
  create table ${table} (id uuid primary key, token bytea not null, tube uuid not null, position smallint not null,
    taken_at timestamptz not null);
  create index on ${table} (token);
  create index on ${table} (tube);`;

/**
 * Rows per second of a two-connection binary COPY into a table like the one of performance §2.1, each batch on disk
 * before the next. In: an address that may create a schema, seconds. Throws when the server runs without fsync.
 */
export async function measureCopy(databaseUrl: string, seconds: number): Promise<number> {
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: databaseUrl }));
  const [first] = clients;
  if (!first) return 0;
  await Promise.all(clients.map((client) => client.connect()));
  try {
    const { rows: settings } = await first.query<{ fsync: string }>('show fsync');
    if (settings[0]?.fsync !== 'on') throw new Error('PostgreSQL runs without fsync: its speed says nothing');
    await first.query(setUp);
    let written = 0;
    const began = performance.now();
    await Promise.all(
      clients.map(async (client) => {
        const rows = new Rows();
        while (performance.now() - began < seconds * 1_000) {
          await client.query(new BinaryCopy(rows.renew())).done;
          written += rowsPerCopy;
        }
      }),
    );
    return written / ((performance.now() - began) / 1_000);
  } finally {
    await first.query('drop schema if exists bench_limit cascade').catch(() => undefined);
    await Promise.all(clients.map((client) => client.end()));
  }
}
