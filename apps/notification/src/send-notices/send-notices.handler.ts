import { noticeFields } from '@lib/contracts/notice';
import { CONFIG, Database, failpoint, limits, Log, parse } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { NoticeCause, NoticeChannel } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { OutgoingNotice, SendOutcome } from '../channels/channel.js';
import { Ways } from '../channels/ways.js';
import type { Way } from '../channels/ways.js';
import { NoticeBell } from '../notice/notice-bell.js';
import type { NotificationConfig } from '../notification.config.js';
import { written } from '../notice-template/written.js';
import { Grounds } from './grounds.store.js';
import { LostTries } from './lost-tries.store.js';
import { NoticeOutcomes } from './notice-outcomes.store.js';
import { knownOf } from './known.js';
import { maySend, pauseSeconds } from './may-send.decider.js';
import { SendStore } from './send.store.js';
import type { LockedSend, NotedOutcome } from './send.store.js';

// A fact that is on its way takes a fraction of a second; a release takes minutes, and rings by itself when it comes.
const waitSeconds = 15;

interface Claimed {
  readonly send: LockedSend;
  readonly epoch: number;
  readonly way: Way;
}

/**
 * Sends one notice by one way. The transaction that claims the try looks again at what the notice rests on, and fences
 * it: whoever was overtaken by another worker sends nothing and writes nothing. The call outside comes after the commit,
 * right behind a last look at both what it rests on and the epoch, and under the notice's own id: a worker that is stopped between that
 * comparison and the wire is one that only the receiver can tell.
 */
@Injectable()
export class SendNotices {
  constructor(
    private readonly database: Database,
    private readonly sends: SendStore,
    private readonly grounds: Grounds,
    private readonly lost: LostTries,
    private readonly outcomes: NoticeOutcomes,
    private readonly ways: Ways,
    private readonly bell: NoticeBell,
    private readonly log: Log,
    @Inject(CONFIG) private readonly config: NotificationConfig,
  ) {}

  async run(noticeId: string, channel: NoticeChannel): Promise<void> {
    const claimed = await this.database.transaction((tx) => this.#claim(tx, noticeId, channel));
    if (claimed === undefined) return;
    failpoint('notice-claimed');
    const { epoch } = claimed;
    const isInHand = async () =>
      (await this.#isStillSo(claimed.send)) && (await this.sends.isInHand(this.database, { noticeId, channel, epoch }));
    const outcome = await claimed.way.channel.send(this.#outgoing(claimed.send), isInHand);
    failpoint('notice-sent');
    if (outcome.outcome === 'not-ours') {
      this.log.warn('a try was over before anything was sent', { noticeId, channel, epoch });
      return;
    }
    const didAnswer = outcome.outcome === 'sent' || outcome.reason !== 'provider-away';
    claimed.way.breaker.note(didAnswer, performance.now());
    await this.database.transaction((tx) => this.#note(tx, claimed, outcome));
  }

  async #claim(tx: Tx, noticeId: string, channel: NoticeChannel): Promise<Claimed | undefined> {
    const send = await this.sends.lock(tx, noticeId, channel);
    if (send?.isDue !== true) return undefined;
    const verdict = maySend(knownOf(send), send.now);
    if (verdict === 'overtaken') {
      await this.sends.settle(tx, send, 'overtaken', send.callOver ?? 'no-longer-so');
      await this.outcomes.tell(tx, [noticeId]);
      return undefined;
    }
    if (verdict === 'wait') {
      await this.#putOff(tx, send, waitSeconds, 'not-told-yet');
      return undefined;
    }
    const way = this.ways.find(channel);
    if (way === undefined) {
      await this.sends.settle(tx, send, 'failed', 'no-channel');
      await this.outcomes.tell(tx, [noticeId]);
      return undefined;
    }
    const trying = send.state === 'sending' ? await this.lost.note(tx, send) : send;
    if (trying === undefined) return undefined;
    const pauseMs = way.breaker.waitMs(performance.now());
    if (pauseMs > 0) {
      await this.#putOff(tx, trying, pauseMs / 1_000, 'way-is-away');
      return undefined;
    }
    return { send: trying, way, epoch: await this.sends.claim(tx, trying) };
  }

  // Between the claim and the call a number is read, and a worker may stop: what is no longer so then is not sent. Its
  // row says so when the claim is over and the next try looks again.
  async #isStillSo(send: LockedSend): Promise<boolean> {
    const ground = await this.grounds.look(this.database, send.noticeId);
    return maySend(knownOf({ ...send, ...ground }), send.now) === 'go';
  }

  async #putOff(tx: Tx, send: LockedSend, seconds: number, reason: string): Promise<void> {
    const epoch = await this.sends.putOff(tx, send, seconds, reason);
    const { noticeId, channel } = send;
    tx.afterCommit(() => this.bell.ring([{ noticeId, channel, epoch }], seconds * 1_000));
  }

  async #note(tx: Tx, { send, epoch }: Claimed, outcome: Tried): Promise<void> {
    const { noticeId, channel, attempt } = send;
    const noted = notedOf(outcome, attempt + 1);
    const ringing = { noticeId, channel, epoch };
    if (!(await this.sends.note(tx, ringing, noted))) {
      this.log.warn('a try came out after another had begun; it counts for nothing', { noticeId, channel, epoch });
      return;
    }
    const { nextSeconds } = noted;
    if (nextSeconds === null) await this.outcomes.tell(tx, [noticeId]);
    else tx.afterCommit(() => this.bell.ring([ringing], nextSeconds * 1_000));
  }

  #outgoing(send: LockedSend): OutgoingNotice {
    const isDrill = send.campaignKind === 'drill';
    const fields = parse(noticeFields, send.fields);
    const words = written(send, fields, { page: this.config.noticePageUrl ?? '', isDrill });
    const { noticeId, kind, siteCode, requestedAt, participantId, role, districtCode } = send;
    const cause = { kind: send.causeKind as NoticeCause, id: send.causeId, version: send.causeVersion };
    return { noticeId, kind, cause, isDrill, ...words, siteCode, requestedAt, participantId, role, districtCode };
  }
}

type Tried = Exclude<SendOutcome, { outcome: 'not-ours' }>;

function notedOf(outcome: Tried, attempts: number): NotedOutcome {
  if (outcome.outcome === 'sent') {
    const state = outcome.isDelivered === true ? 'delivered' : 'sent';
    return { state, reason: null, providerId: outcome.providerId, nextSeconds: null };
  }
  const mayRepeat = outcome.canRetry && attempts < limits.noticeAttempts.value;
  return {
    state: mayRepeat ? 'due' : 'failed',
    reason: outcome.reason,
    providerId: null,
    nextSeconds: mayRepeat ? pauseSeconds(attempts) : null,
  };
}
