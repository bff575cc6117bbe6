import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { Database, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { afterAll, beforeAll } from 'vitest';
import { NoticeLedger } from '../notice/notice-ledger.store.js';
import type { NoticeRequest } from '../notice/notice.js';
import { notificationConfig } from '../notification.config.js';
import { NotificationModule } from '../notification.module.js';
import { keys, Receivers } from './receivers.js';

// For the tests of this room: notification with all its ways out, each led to a receiver of its own.

interface NoticeRoom {
  room: Room;
  facts: ForeignFacts;
  redis: NamespacedRedis;
  to: Receivers;
  /** A drill, and a campaign of which nothing but its kind is known. */
  campaignId: string;
}

let kafka: NamespacedKafka;
let folder: string;
let opened: NoticeRoom | undefined;

export const theHouse = (): NoticeRoom => {
  if (opened === undefined) throw new Error('the room is not open yet');
  return opened;
};

export function withNoticeRoom(more: { takesDrills?: boolean; policy?: object } = {}): void {
  beforeAll(async () => {
    kafka = namespacedKafka();
    const redis = await namespacedRedis(kafka.namespace);
    const facts = foreignFacts(kafka);
    const to = new Receivers();
    await to.open();
    folder = await mkdtemp(join(tmpdir(), 'bulou-notices-'));
    const file = join(folder, 'channels.json');
    await writeFile(file, JSON.stringify(to.channelFile(more)), { mode: 0o600 });
    const env = {
      BULOU_NAMESPACE: kafka.namespace,
      REDIS_URL: redis.url,
      BULOU_NOTICE_CHANNELS: file,
      BULOU_NOTICE_SECRET: keys.secret,
      BULOU_NOTICE_PAGE: 'https://bulou.example/resident',
      REGISTRATION_URL: `http://127.0.0.1:${to.ports.registration}`,
    };
    const module = NotificationModule;
    const room = await openRoom({
      app: 'notification',
      schema: 'notification',
      module,
      config: notificationConfig,
      env,
    });
    const campaignId = systemIds.uuid7();
    opened = { room, facts, redis, to, campaignId };
    await facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill' });
    if (more.policy) await facts.tell(PolicyChangedV1, { campaignId, policy: { version: 2, ...more.policy } as never });
    const isTold = `select 1 from notification.campaign_policies where version = ${more.policy ? 2 : 1}`;
    await eventually(async () => (await room.postgres.admin(isTold)).length > 0);
  });

  afterAll(async () => {
    await opened?.room.close();
    await opened?.facts.close();
    await opened?.to.close();
    await opened?.redis.drop();
    await kafka?.drop();
    await rm(folder, { recursive: true });
  });
}

export const ask = (...requests: NoticeRequest[]) => {
  const { app } = theHouse().room.service;
  return app.get(Database).transaction((tx) => app.get(NoticeLedger).request(tx, requests));
};

export interface SendRow {
  readonly state: string;
  readonly reason: string | null;
  readonly attempt: number;
  readonly epoch: number;
  readonly provider_id: string | null;
  readonly next_at: Date | null;
}

export async function sendOf(noticeId: string, channel: string): Promise<SendRow> {
  const [row] = await theHouse().room.postgres.admin<SendRow>(
    'select * from notification.notice_sends where notice_id = $1 and channel = $2',
    [noticeId, channel],
  );
  if (row === undefined) throw new Error(`no ${channel} of ${noticeId}`);
  return row;
}

export const comesTo = (noticeId: string, channel: string, state: string, withinMs = 15_000) =>
  eventually(
    async () => {
      const row = await sendOf(noticeId, channel);
      return row.state === state && row;
    },
    { withinMs },
  );

/** A wish about one person with a telephone; rests on nothing unless said. */
export function toPerson(more: Partial<NoticeRequest> = {}, phone: string | null = '13812345678') {
  const participantId = systemIds.uuid4();
  if (phone !== null) theHouse().to.phones.set(participantId, phone);
  const request: NoticeRequest = {
    campaignId: theHouse().campaignId,
    kind: 'stay-where-you-are',
    to: { participantId },
    cause: { kind: 'case', id: systemIds.uuid7(), version: 1 },
    fields: { siteCode: '330105-0001', dueAt: '2026-11-22T08:00:00.000Z' },
    siteCode: '330105-0001',
    requestedBy: 'isolation',
    ...more,
  };
  return { participantId, request };
}

export const told = (type: string, noticeId: string) =>
  theHouse().room.postgres.admin<{ payload: { outcome?: string; reason?: string } }>(
    'select payload from notification.outbox where type = $1 and aggregateid = $2 order by aggregate_version',
    [type, noticeId],
  );

export const settled = 'notification.notice-settled.v1';

/** What the provider of short messages got about a notice. */
export const messagesTo = (noticeId: string) =>
  theHouse().to.messages.filter(({ reference }) => reference === noticeId);

/** A notice that went out. */
export async function sentTo(phone = '13812345678') {
  const { request, participantId } = toPerson({}, phone);
  const [entry] = await ask(request);
  if (entry === undefined) throw new Error('this person was told before');
  const { noticeId } = entry;
  await comesTo(noticeId, 'sms', 'sent');
  return { noticeId, participantId };
}
