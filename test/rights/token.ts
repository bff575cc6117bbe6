import { makeIssuerKeys, signLocalToken } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { UnsecuredJWT } from 'jose';
import type { JWK } from 'jose';

const rules = { issuer: 'bulou-local', audience: 'bulou' };
const anHourAgo = { now: () => new Date(Date.now() - 3_600_000) };

/** Signs tokens as the house's issuer does, and as somebody does who would like to. */
export class Tokens {
  constructor(private readonly key: JWK) {}

  async good(claims: TokenClaims): Promise<string> {
    return (await signLocalToken(this.key, claims, 10, rules)).token;
  }

  /** Out: by what is wrong with it, a token that must open nothing, whatever it claims. */
  async bad(claims: TokenClaims): Promise<Readonly<Record<string, string>>> {
    const stranger = await makeIssuerKeys('stranger');
    const thief = { ...stranger.privateKey, kid: this.key.kid ?? '' };
    const signed = async (key: JWK, other: object = {}) =>
      (await signLocalToken(key, claims, 10, { ...rules, ...other })).token;
    const unsigned = new UnsecuredJWT({ ...claims })
      .setIssuer(rules.issuer)
      .setAudience(rules.audience)
      .setIssuedAt()
      .setExpirationTime('5m')
      .encode();
    return {
      expired: await signed(this.key, { clock: anHourAgo }),
      'for another audience': await signed(this.key, { audience: 'another-house' }),
      'from another issuer': await signed(this.key, { issuer: 'https://elsewhere.example' }),
      'signed by a stranger': await signed(stranger.privateKey),
      'signed by a stranger under our key id': await signed(thief),
      'not signed at all': unsigned,
      'no token': 'nonsense-nonsense-nonsense',
    };
  }
}
