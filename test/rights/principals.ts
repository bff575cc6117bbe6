import type { TokenClaims } from '@lib/platform';
import { roles } from '@lib/vocabulary';
import type { Role, Scope } from '@lib/vocabulary';
import type { Side } from './side.js';
import type { Tokens } from './token.js';

/** Somebody who calls: a role with a binding, or one without a good token. */
export interface Principal {
  readonly name: string;
  /** What the token says; undefined for a caller whose token, if any, is good for nothing. */
  readonly claims: TokenClaims | undefined;
  readonly authorization: string | undefined;
}

const kinds = ['site', 'lab', 'district', 'participant', 'device', 'shift'] as const;

/** Bound to one half of the city by site and device, to the other by everything else. */
function crossed(here: Scope, there: Scope): Scope {
  return Object.fromEntries(
    kinds.map((kind) => [kind, kind === 'site' || kind === 'device' ? here[kind] : there[kind]]),
  );
}

/** Every role of the house, bound to either half of the city, to parts of both, and to nothing; and those without a token. */
export async function principalsOf(tokens: Tokens, here: Side, there: Side): Promise<Principal[]> {
  const bindings: Readonly<Record<string, Scope>> = {
    here: here.scope,
    there: there.scope,
    'of both': crossed(here.scope, there.scope),
    'of nothing': {},
  };
  const known = await Promise.all(
    (Object.keys(roles) as Role[]).flatMap((role) =>
      Object.entries(bindings).map(async ([where, scope]): Promise<Principal> => {
        const claims = { sub: `matrix-${role}-${where.replace(' ', '-')}`, role, scope };
        return { name: `${role} ${where}`, claims, authorization: `Bearer ${await tokens.good(claims)}` };
      }),
    ),
  );
  const nobody: Principal = { name: 'nobody', claims: undefined, authorization: undefined };
  // The strongest claims that there are: what is wrong with the token must outweigh them.
  const bad = await tokens.bad({ sub: 'matrix-thief', role: 'admin', scope: here.scope });
  const thieves = Object.entries(bad).map(
    ([fault, token]): Principal => ({ name: `a token ${fault}`, claims: undefined, authorization: `Bearer ${token}` }),
  );
  return [...known, nobody, ...thieves];
}
