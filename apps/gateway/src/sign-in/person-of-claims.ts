import { createHash } from 'node:crypto';
import { actor, districtCode, labCode, siteCode, uuid } from '@lib/contracts/fields';
import { Refusal } from '@lib/contracts/refusals';
import type { TokenClaims } from '@lib/platform';
import { type Role, roles } from '@lib/vocabulary';
import { z } from 'zod';

/** Where the organisation's provider writes what, as the settings say. */
export interface ClaimNames {
  readonly oidcIssuer: string;
  readonly oidcSubject: 'hashed' | 'as-is';
  readonly oidcSubjectClaim: string;
  readonly oidcRoleClaim: string;
  readonly oidcScopeClaim: string;
}

// A device and a shift are proven by the device itself; no provider may claim them.
const boundTo = z
  .strictObject({ site: siteCode, lab: labCode, district: districtCode, participant: uuid })
  .partial()
  .nullish();

/**
 * In: claims of a validated ID token and the names of those that count. Out: who that is in this house.
 * Deny by default: throws SIGN_IN_NO_ROLE unless exactly one role of the house is claimed, every binding has its form,
 * and the subject can be an actor's id.
 */
export function personOfClaims(claims: Readonly<Record<string, unknown>>, names: ClaimNames): TokenClaims {
  const claimed = [valueAt(claims, names.oidcRoleClaim)].flat();
  const held = claimed.filter((each): each is Role => typeof each === 'string' && Object.hasOwn(roles, each));
  const scope = boundTo.safeParse(valueAt(claims, names.oidcScopeClaim));
  const [role] = new Set(held);
  if (role === undefined || new Set(held).size > 1 || !scope.success) throw new Refusal('SIGN_IN_NO_ROLE');
  return { sub: subjectOf(valueAt(claims, names.oidcSubjectClaim), names), role, scope: present(scope.data ?? {}) };
}

function subjectOf(subject: unknown, { oidcSubject, oidcIssuer }: ClaimNames): string {
  if (typeof subject !== 'string' || subject === '') throw new Refusal('SIGN_IN_NO_ROLE');
  if (oidcSubject === 'hashed') {
    const digest = createHash('sha256')
      .update(JSON.stringify([oidcIssuer, subject]))
      .digest('base64url');
    return `oidc-${digest.slice(0, 32)}`;
  }
  const asIs = actor.safeParse(`oidc:${subject}`);
  if (!asIs.success) throw new Refusal('SIGN_IN_NO_ROLE');
  return asIs.data;
}

/** A claim of that name, or else the way through nested claims that its dots name: `realm_access.roles`. */
function valueAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let at: unknown = claims;
  for (const step of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

const present = (scope: NonNullable<z.output<typeof boundTo>>): TokenClaims['scope'] =>
  Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
