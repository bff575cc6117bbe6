import { ref } from 'vue';
import { ask } from './ask.js';

export interface Session {
  readonly actor: string;
  readonly role: string;
  readonly scope: {
    site?: string;
    lab?: string;
    district?: string;
    participant?: string;
    device?: string;
    shift?: string;
  };
  readonly campaignId: string | null;
  readonly isLocal: boolean;
}

/** Who is signed in; undefined until known, null when nobody is. */
export const session = ref<Session | null | undefined>(undefined);

// A practice token lives ten minutes; asking twice in that time renews it while the page is in use.
const renewMs = 4 * 60_000;

/** Reads who is signed in and keeps the sign-in fresh while the page is open. */
export async function openSession(): Promise<Session | null> {
  session.value = await ask<Session>('/api/gateway/v1/session').catch(() => null);
  if (session.value) setInterval(() => void ask<Session>('/api/gateway/v1/session').catch(() => undefined), renewMs);
  return session.value;
}
