import { Refusal } from '@lib/contracts/refusals';
import type { Role, Scope } from '@lib/vocabulary';

/**
 * Who runs a site takes its own devices and shifts out of use; people are an administrator's business. Throws FORBIDDEN
 * for a person, NOT_FOUND for what stands at another site or nowhere. An administrator may revoke what is not known
 * here yet: a stolen telephone does not wait for its registration.
 */
export function mayRevoke(
  actor: { readonly role: Role; readonly scope: Scope },
  kind: 'subject' | 'device' | 'shift',
  standsAt: string | undefined,
): void {
  if (actor.role === 'admin') return;
  if (kind === 'subject') throw new Refusal('FORBIDDEN');
  if (standsAt === undefined || standsAt !== actor.scope.site) throw new Refusal('NOT_FOUND');
}
