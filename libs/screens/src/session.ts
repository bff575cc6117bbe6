import { ref } from 'vue';
import { ask } from './ask.js';
import { proveShift } from './shift.js';

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

// A token lives ten minutes; asking twice in that time renews it while the page is in use.
const renewMs = 4 * 60_000;

/**
 * Reads who is signed in and keeps the sign-in fresh while the page is open. A session that ran out is asked for anew:
 * by the device's own proof where a shift was started here, else by what the organisation's sign-in left.
 */
export async function openSession(): Promise<Session | null> {
  session.value = await readSession().catch(() => signInAgain());
  if (session.value) setInterval(() => void stayFresh().catch(() => undefined), renewMs);
  return session.value;
}

const readSession = (): Promise<Session> => ask<Session>('/api/gateway/v1/session');

async function signInAgain(): Promise<Session | null> {
  try {
    if (!(await proveShift())) await ask('/api/gateway/v1/session/renewal', { method: 'POST' });
    return await readSession();
  } catch {
    return null;
  }
}

async function stayFresh(): Promise<void> {
  if (session.value?.scope.shift !== undefined) await proveShift();
  await readSession();
}
