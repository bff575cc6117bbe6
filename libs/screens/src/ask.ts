import type { Words } from './language.js';

/** What the house said no to, in the reader's languages, with what to do. */
export class Declined extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: Words,
    readonly cure: Words,
    readonly errors: readonly { row?: number; column?: string; value?: string; message: string; hint?: string }[],
  ) {
    super(`${status} ${code}`);
  }
}

interface Problem {
  code?: string;
  title?: string;
  messages?: Words;
  cure?: Words;
  errors?: Declined['errors'];
}

const unreadable: Words = { zh: '系统没有给出可读的回答', en: 'the system gave no readable answer' };
const tryAgain: Words = { zh: '请稍后重试；若仍不行请联系运维', en: 'try again shortly, then call the operators' };

async function declinedOf(response: Response): Promise<Declined> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const fallback = problem.title ? { zh: problem.title, en: problem.title } : unreadable;
  return new Declined(
    response.status,
    problem.code ?? 'UNKNOWN',
    problem.messages ?? fallback,
    problem.cure ?? tryAgain,
    problem.errors ?? [],
  );
}

export interface Question {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly json?: unknown;
  readonly file?: Blob;
  /** Kept by the caller when the same command may go out twice. */
  readonly key?: string;
}

/**
 * Asks the gateway, as the person who is signed in (cookie).
 *
 * @throws Declined when the house says no; TypeError when it cannot be reached
 */
export async function ask<T>(path: string, { method = 'GET', json, file, key }: Question = {}): Promise<T> {
  const headers: Record<string, string> = {};
  if (json !== undefined) headers['content-type'] = 'application/json';
  if (file) headers['content-type'] = file.type || 'application/octet-stream';
  if (method === 'POST') headers['idempotency-key'] = key ?? crypto.randomUUID();
  const body = file ?? (json === undefined ? null : JSON.stringify(json));
  const response = await fetch(path, { method, headers, body, credentials: 'same-origin' });
  if (!response.ok) throw await declinedOf(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}
