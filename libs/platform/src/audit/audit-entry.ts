import { canonicalJson } from '@lib/vocabulary';
import type { AuditKind } from '@lib/vocabulary';
import { maskNumbers } from '../mask.js';
import { currentRequest } from '../request-context.js';
import type { Caller } from '../request-context.js';
import type { Tx } from '../transaction.js';
import type { AuditRow } from './audit-row.js';

/** Numbers, yes and no, and single words such as codes, ids and versions; sentences do not pass. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** One act, as its handler tells it. */
export interface AuditEntry {
  readonly kind: AuditKind;
  /** Who did it; the caller of the request being served unless given. The house itself (a deadline) when there is none. */
  readonly actor?: Pick<Caller, 'id' | 'role'>;
  /** What it was done to: the kind of thing (`tube`, `upload`, `participant`) and its id, never a name. */
  readonly object: { readonly kind: string; readonly id: string };
  readonly detail?: AuditDetail;
}

const detailLengthMax = 4_000;
// Ids, codes, versions, instants, routes. No blank and nothing beyond ASCII: a name or a sentence cannot be written in it.
const word = /^[\w.:/+@*#=~-]{0,200}$/;

/** In: a value. Out: itself when it is a single word without personal numbers, `[text]` otherwise. */
export function screened(value: string): string {
  return word.test(value) ? maskNumbers(value) : '[text]';
}

/** In: an act. Out: the row to append, with everything that is not a plain word screened out. Throws when detail is too long. */
export function auditRow(entry: AuditEntry): AuditRow {
  const request = currentRequest();
  const actor = entry.actor ?? request?.actor;
  const detail = canonicalJson(
    Object.fromEntries(
      Object.entries(entry.detail ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? screened(value) : (value ?? undefined),
      ]),
    ),
  );
  if (detail.length > detailLengthMax) throw new Error(`the detail of ${entry.kind} has ${detail.length} characters`);
  return {
    kind: entry.kind,
    actorId: screened(actor?.id ?? ''),
    actorRole: actor?.role ?? '',
    objectKind: screened(entry.object.kind),
    objectId: screened(entry.object.id),
    requestId: request?.requestId ?? '',
    detail,
  };
}

/**
 * Writes an act into the service's audit chain, in the transaction of the act: both stand or neither does. The head of
 * the chain is locked only at the very end of the transaction, so the order of other locks does not matter.
 */
export function appendAudit(tx: Tx, entry: AuditEntry): void {
  tx.addAudit(auditRow(entry));
}
