import { requireScope } from '@lib/platform';
import type { Actor } from '@lib/platform';

/** Throws NOT_FOUND for a site that the caller is not bound to; administrators are bound to none. */
export function requireSite(actor: Actor, siteCode: string): void {
  if (actor.role !== 'admin') requireScope(actor, 'site', siteCode);
}
