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

  async find(tx: Tx, kind: NoticeKindName, version: number): Promise<Template | undefined> {
    const [row] = await tx.query<Template>(
      `select kind, version, subject_zh as "subjectZh", subject_en as "subjectEn", text_zh as "textZh",
              text_en as "textEn" from notice_templates where kind = $1 and version = $2`,
      [kind, version],
    );
    return row;
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
