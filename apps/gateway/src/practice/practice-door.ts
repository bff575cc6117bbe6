import { isDeepStrictEqual } from 'node:util';
import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { Refusal } from '@lib/contracts/refusals';
import type { Actor } from '@lib/platform';
import { Injectable } from '@nestjs/common';
import { HouseIssuer } from '../sign-in/house-issuer.js';
import { PracticePeople } from './practice-people.store.js';

/** A practice person who is signed in. */
export interface PracticeSession {
  readonly cookie: string;
  readonly expiresAt: Date;
  readonly person: PracticePerson;
}

/** Signs practice people in, without any password: it exists in the local profile only. */
@Injectable()
export class PracticeDoor {
  constructor(
    private readonly people: PracticePeople,
    private readonly issuer: HouseIssuer,
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
    if (!this.people.isOpen) throw new Refusal('NOT_FOUND');
    const { key, role, scope } = person;
    return { ...(await this.issuer.session({ sub: key, role, scope })), person };
  }
}
