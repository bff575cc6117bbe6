import type { Ask } from './ask.js';
import type { Half } from './half.js';

/** Reports a swab too many in the sealed tube of a half. Out: the report, which nobody has decided about. */
export async function reportBinding(ask: Ask, half: Half): Promise<string> {
  const path = `/api/batching/v1/tubes/${half.tube(1)}/binding-reports`;
  const body = { kind: 'unbound-swab', swabs: 20 };
  const { reportId } = await ask<{ reportId: string }>(half.as('sampler'), 'POST', path, body);
  return reportId;
}
