import type { Change } from '@lib/messaging';
import type { Tx } from '@lib/platform';
import type { SiteRow, SiteState } from './site-record.js';
import type { SiteRecordStore } from './site-record.store.js';

/**
 * One decision inside a transaction that is open already, because the answer to the command is stored in it too.
 * Out: the answer. Throws what the decision throws, which undoes the transaction.
 */
export async function decideWithin<A>(
  store: SiteRecordStore,
  tx: Tx,
  ids: readonly string[],
  fn: (states: ReadonlyMap<string, SiteState>, at: { readonly recordedAt: Date }) => Change<SiteState, A, SiteRow>,
): Promise<A> {
  const [outcome] = await store.changeWithin(tx, [{ ids, fn }]);
  if (outcome === undefined) throw new Error('a decision came back without an outcome');
  if ('error' in outcome) throw outcome.error;
  return outcome.answer as A;
}
