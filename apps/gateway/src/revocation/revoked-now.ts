import type { Revocation } from '@lib/contracts/http/registration/revocations';
import { Refusal } from '@lib/contracts/refusals';
import { type Actor, CLOCK } from '@lib/platform';
import type { Clock } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';

/** What of a caller a revocation can name. */
export type Bearer = Pick<Actor, 'scope'> & { readonly id: string };

/** Whom the gateway lets in no longer: the last list that registration gave, in force until a newer one comes. */
@Injectable()
export class RevokedNow {
  #ends = new Map<string, number>();
  readonly #listeners = new Set<() => void>();

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  get size(): number {
    return this.#ends.size;
  }

  /** Takes the place of the list before, and tells whoever holds lines open. */
  replace(revocations: readonly Pick<Revocation, 'kind' | 'value' | 'until'>[]): void {
    const ends = new Map<string, number>();
    for (const { kind, value, until } of revocations) {
      const endsMs = until === null ? Number.POSITIVE_INFINITY : Date.parse(until);
      const key = keyOf(kind, value);
      ends.set(key, Math.max(ends.get(key) ?? 0, endsMs));
    }
    this.#ends = ends;
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after every new list. */
  onNews(listener: () => void): void {
    this.#listeners.add(listener);
  }

  isRevoked({ id, scope }: Bearer): boolean {
    if (this.#ends.size === 0) return false;
    return this.#holds('subject', id) || this.#holds('device', scope.device) || this.#holds('shift', scope.shift);
  }

  /** Throws REVOKED. */
  refuse(bearer: Bearer): void {
    if (this.isRevoked(bearer)) throw new Refusal('REVOKED');
  }

  #holds(kind: Revocation['kind'], value: string | undefined): boolean {
    if (value === undefined) return false;
    const endsMs = this.#ends.get(keyOf(kind, value));
    return endsMs !== undefined && this.clock.now().getTime() < endsMs;
  }
}

// Ids of devices and shifts are lower case wherever they were parsed; a token is compared in the same spelling.
const keyOf = (kind: Revocation['kind'], value: string): string =>
  kind === 'subject' ? `subject ${value}` : `${kind} ${value.toLowerCase()}`;
