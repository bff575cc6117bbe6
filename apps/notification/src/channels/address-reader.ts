import { limits, signNoticeProof } from '@lib/platform';
import { addressForNotice } from '@lib/contracts/http/registration/notices';
import { Pii } from '@lib/vocabulary';
import type { Clock, Ids } from '@lib/vocabulary';

export type AddressAnswer =
  | { readonly found: 'phone'; readonly phone: Pii<string> }
  | { readonly found: 'none' | 'away' | 'refused' };

/** Asks registration for one number, at sending, and forgets it: the only call from room to room (settled 15). */
export class AddressReader {
  constructor(
    private readonly registrationUrl: string,
    private readonly secret: string,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  async read(participantId: string, noticeId: string): Promise<AddressAnswer> {
    const proof = await signNoticeProof(
      this.secret,
      { participantId, noticeId, proofId: this.ids.uuid4() },
      this.clock.now(),
    );
    try {
      const answer = await fetch(`${this.registrationUrl}${addressForNotice.path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': this.ids.uuid7() },
        body: JSON.stringify({ proof }),
        signal: AbortSignal.timeout(limits.noticeAddress.value),
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        // Only a proof that is wrong stays wrong; a budget that is spent and a room that is away pass.
        return { found: answer.status === 401 ? 'refused' : 'away' };
      }
      const { phone } = addressForNotice.response.parse(await answer.json());
      return phone === null ? { found: 'none' } : { found: 'phone', phone: new Pii(phone) };
    } catch {
      return { found: 'away' };
    }
  }
}
