import { limits } from '@lib/platform';
import type { Clock, Pii } from '@lib/vocabulary';
import { z } from 'zod';
import type { AddressReader } from './address-reader.js';
import type { Channel, OutgoingNotice, SendOutcome } from './channel.js';
import { failed, notOurs, outcomeOfStatus, sent } from './channel.js';
import type { ChannelFile } from './channel-file.js';
import { signatureOf } from './signature.js';

type SmsSettings = NonNullable<ChannelFile['sms']>;

const taken = z.object({ id: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/) });

/**
 * A short message through a provider that speaks HTTP. The number is read at this moment and goes nowhere else: not into
 * the ledger, a queue, a log or an error. The notice's id is the provider's idempotency key, so that a try whose answer
 * was lost does not ring twice.
 */
export class SmsChannel implements Channel {
  readonly name = 'sms';

  constructor(
    private readonly settings: SmsSettings,
    private readonly addresses: AddressReader,
    private readonly clock: Clock,
  ) {}

  async send(notice: OutgoingNotice, isInHand: () => Promise<boolean>): Promise<SendOutcome> {
    if (notice.participantId === null) return failed('no-channel', false);
    if (notice.isDrill && !this.settings.takesDrills) return failed('drill-not-taken', false);
    const address = await this.addresses.read(notice.participantId, notice.noticeId);
    switch (address.found) {
      case 'phone':
        return (await isInHand()) ? this.#post(notice, address.phone) : notOurs;
      case 'none':
        return failed('no-phone', false);
      case 'refused':
        return failed('address-refused', false);
      case 'away':
        return failed('address-away', true);
    }
  }

  async #post({ noticeId, zh }: OutgoingNotice, phone: Pii<string>): Promise<SendOutcome> {
    const { url, keyId, key } = this.settings;
    const body = JSON.stringify({ to: phone.reveal(), text: zh.text, reference: noticeId });
    const timestamp = String(Math.floor(this.clock.now().getTime() / 1_000));
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: {
          ...{ 'content-type': 'application/json', 'idempotency-key': noticeId, 'x-key-id': keyId },
          ...{ 'x-timestamp': timestamp, 'x-signature': signatureOf(key, timestamp, body) },
        },
        body,
        signal: AbortSignal.timeout(limits.noticeSend.value),
      });
      const outcome = outcomeOfStatus(answer.status);
      if (outcome.outcome === 'sent')
        return sent(taken.safeParse(await answer.json().catch(() => null)).data?.id ?? null);
      await answer.body?.cancel();
      return outcome;
    } catch {
      return failed('provider-away', true);
    }
  }
}
