import { Database, insertRows } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { noticeKinds } from '@lib/vocabulary';
import type { NoticeKindName } from '@lib/vocabulary';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { houseWords } from './house-words.js';
import type { NoticeWords } from './house-words.js';

export interface Template extends NoticeWords {
  readonly kind: NoticeKindName;
  readonly version: number;
}

export interface Draft extends Template {
  readonly writtenBy: string;
  readonly writtenAt: Date;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
}

const columnsSql = `kind, version, subject_zh as "subjectZh", subject_en as "subjectEn", text_zh as "textZh",
  text_en as "textEn", written_by as "writtenBy", written_at as "writtenAt", approved_by as "approvedBy",
  approved_at as "approvedAt"`;

const columns = {
  kind: 'text',
  version: 'int',
  subject_zh: 'text',
  subject_en: 'text',
  text_zh: 'text',
  text_en: 'text',
  written_by: 'text',
  written_at: 'timestamptz',
  approved_by: 'text',
  approved_at: 'timestamptz',
};

/** The only writer of the words of notices. Version 1 of each kind ships with the house; later ones are people's. */
@Injectable()
export class TemplateStore implements OnModuleInit {
  constructor(private readonly database: Database) {}

  /** Puts the words that ship, where nobody has; what is stored is never rewritten. */
  async onModuleInit(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const rows = (Object.keys(noticeKinds) as NoticeKindName[]).map((kind) => ({
        ...toRow({ kind, version: 1, ...houseWords[kind] }, 'house-writer', tx.recordedAt),
        approved_by: 'house-release',
        approved_at: tx.recordedAt,
      }));
      await insertRows(tx, 'notice_templates', columns, rows, { onConflict: 'do nothing' });
    });
  }

  /** Out: the newest approved version of each kind. */
  async approvedVersions(tx: Tx): Promise<ReadonlyMap<NoticeKindName, number>> {
    const { rows } = await tx.prepared<{ kind: NoticeKindName; version: number }>(
      'select kind, max(version) as version from notice_templates where approved_at is not null group by kind',
    );
    return new Map(rows.map(({ kind, version }) => [kind, version]));
  }

  /** Out: every version of a kind, or of all. */
  async list(tx: Tx, kind: NoticeKindName | null): Promise<(Draft & { isUsed: boolean })[]> {
    return tx.query(
      `select ${columnsSql}, version = (select max(n.version) from notice_templates n
                                         where n.kind = t.kind and n.approved_at is not null) as "isUsed"
         from notice_templates t where $1::text is null or kind = $1 order by kind, version desc`,
      [kind],
    );
  }

  /** Writes the next version. Out: its number. Two who write at once wait for each other. */
  async write(tx: Tx, words: NoticeWords & { kind: NoticeKindName }, writtenBy: string): Promise<number> {
    const { kind } = words;
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('bulou:words:' || current_schema() || $1, 0))`, [
      kind,
    ]);
    const [last] = await tx.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from notice_templates where kind = $1',
      [kind],
    );
    const version = (last?.version ?? 0) + 1;
    const row = toRow({ ...words, version }, writtenBy, tx.recordedAt);
    await insertRows(tx, 'notice_templates', columns, [row]);
    return version;
  }

  async lock(tx: Tx, kind: NoticeKindName, version: number): Promise<Draft | undefined> {
    const [row] = await tx.query<Draft>(
      `select ${columnsSql} from notice_templates t where kind = $1 and version = $2 for update`,
      [kind, version],
    );
    return row;
  }

  /** Lets words be used. The database refuses whoever wrote them. */
  async approve(tx: Tx, kind: NoticeKindName, version: number, by: string): Promise<void> {
    await tx.execute(
      'update notice_templates set approved_by = $3, approved_at = $4 where kind = $1 and version = $2',
      [kind, version, by, tx.recordedAt],
    );
  }
}

function toRow({ kind, version, ...words }: Template, writtenBy: string, at: Date) {
  return {
    kind,
    version,
    subject_zh: words.subjectZh,
    subject_en: words.subjectEn,
    text_zh: words.textZh,
    text_en: words.textEn,
    written_by: writtenBy,
    written_at: at,
  };
}
