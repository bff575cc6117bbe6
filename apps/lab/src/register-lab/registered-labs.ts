import { Refusal } from '@lib/contracts/refusals';
import type { Tx } from '@lib/platform';

/**
 * Whatever comes from a laboratory that nobody registered is kept, and its alarms go out; but nobody is told a result
 * of it. Throws LAB_UNREGISTERED.
 */
export async function requireRegistered(tx: Pick<Tx, 'query'>, labCode: string): Promise<void> {
  const found = await tx.query('select 1 from labs where lab_code = $1', [labCode]);
  if (found.length === 0) throw new Refusal('LAB_UNREGISTERED', { labCode });
}
