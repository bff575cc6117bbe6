import {
  approveNoticeTemplate,
  listNoticeTemplates,
  previewNotice,
  writeNoticeTemplate,
} from '@lib/contracts/http/notification/notice-templates';
import { Refusal } from '@lib/contracts/refusals';
import { Actor, appendAudit, boundTo, CONFIG, Database, Idempotency, IdempotencyKey, parse } from '@lib/platform';
import type { Tx } from '@lib/platform';
import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { wordFaults } from '../notice-template/notice-words.decider.js';
import { TemplateStore } from '../notice-template/template.store.js';
import { written } from '../notice-template/written.js';
import type { NotificationConfig } from '../notification.config.js';

const shortMessageCharacters = 67;

/** The words of notices: written by one person, approved by another, kept in every version. */
@Controller()
export class NoticeTemplatesController {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly templates: TemplateStore,
    @Inject(CONFIG) private readonly config: NotificationConfig,
  ) {}

  @Get(listNoticeTemplates.path)
  async get(@Actor() actor: Actor, @Query() asked: unknown) {
    boundTo(actor, listNoticeTemplates);
    const { kind } = parse(listNoticeTemplates.query, asked);
    return { templates: await this.database.transaction((tx) => this.templates.list(tx, kind ?? null)) };
  }

  @Post(previewNotice.path)
  @HttpCode(200)
  preview(@Body() body: unknown) {
    const { kind, fields, isDrill, ...words } = parse(previewNotice.request, body);
    const shown = written(words, fields, { page: this.config.noticePageUrl ?? '', isDrill });
    const shortMessages = Math.ceil(shown.zh.text.length / shortMessageCharacters);
    return { ...shown, shortMessages, faults: wordFaults(kind, words) };
  }

  @Post(writeNoticeTemplate.path)
  write(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const { kind, ...words } = parse(writeNoticeTemplate.request, body);
    const faults = wordFaults(kind, words);
    if (faults.length > 0)
      throw new Refusal('NOTICE_WORDS_WRONG', { faults: faults.map(({ part, fault }) => `${part}:${fault}`) });
    return this.idempotency.run(key, 'POST /v1/notice-templates', { kind, ...words }, async (tx) => {
      const version = await this.templates.write(tx, { kind, ...words }, actor.id);
      const object = { kind: 'notice-words', id: `${kind}.${version}` };
      appendAudit(tx, { kind: 'notice-words-written', actor, object });
      return { kind, version };
    });
  }

  @Post(approveNoticeTemplate.path)
  @HttpCode(200)
  approve(@Actor() actor: Actor, @IdempotencyKey() key: string, @Body() body: unknown) {
    const asked = parse(approveNoticeTemplate.request, body);
    return this.idempotency.run(key, 'POST /v1/notice-templates/approve', asked, (tx) =>
      this.#approve(tx, asked, actor),
    );
  }

  async #approve(tx: Tx, { kind, version }: z.output<typeof approveNoticeTemplate.request>, actor: Actor) {
    const draft = await this.templates.lock(tx, kind, version);
    if (draft === undefined) throw new Refusal('NOTICE_WORDS_UNKNOWN');
    if (draft.writtenBy === actor.id) throw new Refusal('SECOND_SIGNATURE_NEEDED');
    if (draft.approvedBy !== null) throw new Refusal('NOTICE_WORDS_APPROVED');
    await this.templates.approve(tx, kind, version, actor.id);
    appendAudit(tx, {
      kind: 'notice-words-approved',
      actor,
      object: { kind: 'notice-words', id: `${kind}.${version}` },
    });
    return { kind, version, approvedBy: actor.id, approvedAt: tx.recordedAt.toISOString() };
  }
}
