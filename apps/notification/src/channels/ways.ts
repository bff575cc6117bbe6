import { CLOCK, CONFIG, IDS } from '@lib/platform';
import type { Clock, Ids, NoticeChannel } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import type { NoticeRequest } from '../notice/notice.js';
import type { NotificationConfig } from '../notification.config.js';
import { AddressReader } from './address-reader.js';
import { Breaker } from './breaker.js';
import type { Channel } from './channel.js';
import { readChannelFile } from './channel-file.js';
import type { ChannelFile } from './channel-file.js';
import { MailChannel, mailboxesFor } from './mail-channel.js';
import { SmsChannel } from './sms-channel.js';
import { WebhookChannel, webhooksFor } from './webhook-channel.js';

/** A way out and whether it answers. */
export interface Way {
  readonly channel: Channel;
  readonly breaker: Breaker;
}

/** The ways out that this house has, and which of them a notice takes. The screen is none of them: it reads the ledger. */
@Injectable()
export class Ways implements OnModuleInit, OnModuleDestroy {
  #file: ChannelFile = { webhooks: [] };
  #mail: MailChannel | undefined;
  readonly #ways = new Map<NoticeChannel, Way>();

  constructor(
    @Inject(CONFIG) private readonly config: NotificationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async onModuleInit(): Promise<void> {
    const { noticeChannelsFile, noticeSecret, registrationUrl } = this.config;
    this.#file = await readChannelFile(noticeChannelsFile);
    const { mail, webhooks, sms } = this.#file;
    if (mail !== undefined) this.#open((this.#mail = new MailChannel(mail)));
    if (webhooks.length > 0) this.#open(new WebhookChannel(webhooks, this.clock));
    if (sms === undefined || noticeSecret === undefined || registrationUrl === undefined) return;
    const addresses = new AddressReader(registrationUrl, noticeSecret, this.clock, this.ids);
    this.#open(new SmsChannel(sms, addresses, this.clock));
  }

  onModuleDestroy(): void {
    this.#mail?.close();
  }

  /** Out: undefined for a way that this house does not have. */
  find(channel: NoticeChannel): Way | undefined {
    return this.#ways.get(channel);
  }

  /** The key that signs delivery reports of short messages; undefined without a provider. */
  get reportKey(): string | undefined {
    return this.#file.sms?.reportKey;
  }

  /** People get a short message; a duty its screen, and the mailboxes and webhooks that are listed for it. */
  to({ to, kind }: NoticeRequest): NoticeChannel[] {
    if ('participantId' in to) return ['sms'];
    const duty = { role: to.role, districtCode: to.districtCode, kind };
    const { mail, webhooks } = this.#file;
    return [
      'screen',
      ...(mail !== undefined && mailboxesFor(mail, duty).length > 0 ? (['mail'] as const) : []),
      ...(webhooksFor(webhooks, duty).length > 0 ? (['webhook'] as const) : []),
    ];
  }

  #open(channel: Channel): void {
    this.#ways.set(channel.name, { channel, breaker: new Breaker() });
  }
}
