import { createHash } from 'node:crypto';
import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { Malformed, Refusal } from '@lib/contracts/refusals';
import { canonicalJson } from '@lib/vocabulary';
import type { Database } from './database.js';
import { limits } from './limits.js';
import { currentRequest } from './request-context.js';
import type { Tx } from './transaction.js';

export const idempotencyHeader = 'idempotency-key';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Parameter of a controller: the command's `Idempotency-Key`. Throws `Malformed` when it is missing or no UUID. */
export const IdempotencyKey = createParamDecorator((_nothing: unknown, context: ExecutionContext): string => {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | string[] | undefined> }>();
  return commandKey(headers[idempotencyHeader]);
});

/** In: the header as it came. Out: the key in lower case. Throws `Malformed`. */
export function commandKey(header: string | string[] | undefined): string {
  if (typeof header === 'string' && uuidPattern.test(header)) return header.toLowerCase();
  const hint = 'make one UUID per command on the device and send the same one at every repeat';
  throw new Malformed([
    {
      path: 'Idempotency-Key',
      code: 'KEY_MISSING',
      message: 'a command needs an Idempotency-Key that is a UUID',
      hint,
    },
  ]);
}

// deadlock_detected, serialization_failure
const victimCodes: readonly unknown[] = ['40P01', '40001'];
const isVictim = (error: unknown): boolean => victimCodes.includes((error as { code?: unknown } | null)?.code);

/**
 * A command runs once: its answer is stored in the transaction of its effects, and a repeat gets that first answer.
 * A refusal is not an answer: it leaves nothing, so that the same key may succeed when the reason is gone.
 * The table `command_answers` comes with the event tables of the pipe.
 */
export class Idempotency {
  constructor(private readonly database: Database) {}

  /**
   * In: key, route, body (JSON or the bytes of a file) and the work. Out: the first answer, as JSON gives it back.
   * Throws `Malformed` without a key, IDEMPOTENCY_KEY_REUSED when the key was used for another body, route or caller.
   * The work may be run again after a deadlock; what it did before was rolled back.
   * Two at once: the second waits for the first, at most as long as a lock is waited for.
   */
  async run<A>(key: string | undefined, route: string, body: unknown, work: (tx: Tx) => Promise<A>): Promise<A> {
    const commandId = commandKey(key);
    const bodyHash = hashOf(body);
    return this.rerun(async (tx) => {
      const known = await this.claim(tx, commandId, route, bodyHash);
      if (known !== undefined) return known.answer as A;
      const answer = await work(tx);
      // Stored and read back, so that the first caller and every later one are told the very same text.
      const [stored] = await tx.query<{ answer: unknown }>(
        'update command_answers set answer = $2 where command_id = $1 returning answer',
        [commandId, JSON.stringify(answer ?? null)],
      );
      return stored?.answer as A;
    });
  }

  // Of two transactions that wait for each other the database ends one, whichever: nothing of it is left, so that it can
  // be run again, and whoever sent the command is not told of a fault that was none.
  private async rerun<A>(work: (tx: Tx) => Promise<A>): Promise<A> {
    for (let reruns = 0; ; reruns += 1) {
      try {
        return await this.database.transaction(work);
      } catch (error) {
        if (!isVictim(error) || reruns >= limits.changeReruns.value) throw error;
      }
    }
  }

  // The insert waits for another holder of the key to commit or roll back, so exactly one of two goes on to the work.
  private async claim(
    tx: Tx,
    commandId: string,
    route: string,
    bodyHash: string,
  ): Promise<{ answer: unknown } | undefined> {
    const claimed = await tx.execute(
      `insert into command_answers (command_id, route, body_hash, answer, recorded_at)
       values ($1, $2, $3, 'null', $4) on conflict (command_id) do nothing`,
      [commandId, route, bodyHash, tx.recordedAt],
    );
    if (claimed === 1) return undefined;
    const [stored] = await tx.query<{ route: string; body_hash: string; answer: unknown }>(
      'select route, body_hash, answer from command_answers where command_id = $1',
      [commandId],
    );
    if (stored === undefined) throw new Error('a command answer vanished between two statements');
    if (stored.route !== route || stored.body_hash !== bodyHash) throw new Refusal('IDEMPOTENCY_KEY_REUSED');
    return { answer: stored.answer };
  }
}

// The caller and what the caller is bound to are part of what is hashed: whoever learns a key of somebody else, or was
// moved to another site or laboratory since, is not told what was answered there. Shift and device are left out: a
// repeat after a new sign-in is still the same command.
function hashOf(body: unknown): string {
  const content = body instanceof Uint8Array ? createHash('sha256').update(body).digest('hex') : body;
  return createHash('sha256')
    .update(canonicalJson({ content, caller: callerKey() }))
    .digest('hex');
}

function callerKey(): Readonly<Record<string, string | undefined>> | undefined {
  const actor = currentRequest()?.actor;
  if (actor === undefined) return undefined;
  const { site, lab, district, participant } = actor.scope;
  return { id: actor.id, role: actor.role, site, lab, district, participant };
}
