import { ask } from '@lib/screens';
import type { Person } from './desk-rules.js';

interface Resolved {
  readonly participants: { participantId: string | null; maskedName: string | null }[];
}

/** The person on the roster whose card this is; the number goes in the body and is kept nowhere. */
export async function personOfCard(campaignId: string, cardNumber: string): Promise<Person | undefined> {
  const json = { campaignId, cardNumbers: [cardNumber] };
  const path = '/api/registration/v1/participants/resolve';
  const [found] = (await ask<Resolved>(path, { method: 'POST', json })).participants;
  return found?.participantId ? { participantId: found.participantId, label: found.maskedName ?? '—' } : undefined;
}
