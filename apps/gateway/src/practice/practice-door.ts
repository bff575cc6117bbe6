import { isDeepStrictEqual } from 'node:util';
import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { Refusal } from '@lib/contracts/refusals';
import { type Actor, CLOCK, CONFIG, readJsonFile, signLocalToken, tokenMinutesMax } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import type { JWK } from 'jose';
import { z } from 'zod';
import { cookieFor } from '../doorkeeper/cookie.js';
import type { GatewayConfig } from '../gateway.config.js';
import { PracticePeople } from './practice-people.store.js';

/** A practice person who is signed in. */
export interface PracticeSession {
  readonly cookie: string;
  readonly expiresAt: Date;
  readonly person: PracticePerson;
}

const privateKey = z.looseObject({ kty: z.literal('EC'), d: z.string() });

/** Signs practice people in, without any password: it exists in the local profile only. */
@Injectable()
export class PracticeDoor {
  #key: Promise<JWK> | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: GatewayConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly people: PracticePeople,
  ) {}

  /** Throws NOT_FOUND for a key that is not on the list, and for every key outside the local profile. */
  async signIn(key: string): Promise<PracticeSession> {
    const person = (await this.people.read()).people.find((each) => each.key === key);
    if (person === undefined) throw new Refusal('NOT_FOUND');
    return this.#sessionOf(person);
  }

  /** Out: a fresh session, or nothing when this actor is no practice person any more. */
  async renew(actor: Actor): Promise<PracticeSession | undefined> {
    const person = (await this.people.read()).people.find((each) => each.key === actor.id);
    if (person?.role !== actor.role || !isDeepStrictEqual({ ...person.scope }, { ...actor.scope })) return undefined;
    return this.#sessionOf(person);
  }

  async #sessionOf(person: PracticePerson): Promise<PracticeSession> {
    const { issuerKeyFile, issuer, audience } = this.config;
    if (issuerKeyFile === undefined) throw new Refusal('NOT_FOUND');
    this.#key ??= readJsonFile(issuerKeyFile, privateKey, { isSecret: true }) as Promise<JWK>;
    const claims = { sub: person.key, role: person.role, scope: person.scope };
    const rules = { issuer, audience, clock: this.clock };
    const { token, expiresAt } = await signLocalToken(await this.#key, claims, tokenMinutesMax, rules);
    return { cookie: cookieFor(token, tokenMinutesMax * 60, false), expiresAt, person };
  }
}
