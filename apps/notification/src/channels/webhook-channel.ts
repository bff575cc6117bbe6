import { limits } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import type { Channel, OutgoingNotice, SendOutcome } from './channel.js';
import { failed, notOurs, outcomeOfStatus, sent } from './channel.js';
import type { ChannelFile } from './channel-file.js';
import { signatureOf } from './signature.js';

type Webhook = ChannelFile['webhooks'][number];

/**
 * To other systems, signed as the Standard Webhooks say: `webhook-signature: v1,` and HMAC-SHA256 over id, timestamp and
 * body. A receiver refuses a timestamp further than five minutes away and drops an id that it knows.
 */
export class WebhookChannel implements Channel {
  readonly name = 'webhook';

  constructor(
    private readonly webhooks: readonly Webhook[],
    private readonly clock: Clock,
  ) {}

  async send(notice: OutgoingNotice, isInHand: () => Promise<boolean>): Promise<SendOutcome> {
    const targets = webhooksFor(this.webhooks, notice).filter((one) => one.takesDrills || !notice.isDrill);
    if (targets.length === 0) return failed('no-channel', false);
    if (!(await isInHand())) return notOurs;
    const outcomes = await Promise.all(targets.map((target) => this.#post(target, notice)));
    // One that failed is asked again together with those that took it: they know the id.
    return outcomes.find(({ outcome }) => outcome === 'failed') ?? sent(null, true);
  }

  async #post({ url, key }: Webhook, notice: OutgoingNotice): Promise<SendOutcome> {
    const body = JSON.stringify(bodyOf(notice));
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1_000));
    const id = notice.noticeId;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: {
          ...{ 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp },
          'webhook-signature': `v1,${signatureOf(key, id, timestamp, body)}`,
        },
        body,
        signal: AbortSignal.timeout(limits.noticeSend.value),
      });
      await answer.body?.cancel();
      return outcomeOfStatus(answer.status);
    } catch {
      return failed('provider-away', true);
    }
  }
}

export const webhooksFor = (
  webhooks: readonly Webhook[],
  { kind, districtCode }: Pick<OutgoingNotice, 'kind' | 'districtCode'>,
): Webhook[] =>
  webhooks.filter(
    (one) => one.kinds.includes(kind) && (one.districtCode === undefined || one.districtCode === districtCode),
  );

const bodyOf = ({
  noticeId,
  kind,
  cause,
  isDrill,
  zh,
  en,
  siteCode,
  requestedAt,
  role,
  districtCode,
}: OutgoingNotice) => ({
  ...{ noticeId, kind, cause, isDrill, zh, en, siteCode, role, districtCode },
  requestedAt: requestedAt.toISOString(),
});
