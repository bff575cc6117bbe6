import { Refusal } from '@lib/contracts/refusals';
import type { Role } from '@lib/vocabulary';

/** Who somebody is, as their token says. */
export interface Hand {
  readonly person: string;
  readonly role: Role;
}

/** Whose a dispatch is, and to whom it is offered. */
export interface Held {
  readonly dispatchId: string;
  readonly ownerRole: Role;
  readonly ownerPerson: string | null;
  readonly takenBy: string | null;
  readonly takenAt: Date | null;
  readonly isOver: boolean;
  /** Whom its ladder calls: whoever may take it. */
  readonly roles: readonly Role[];
  readonly offer: { readonly role: Role; readonly person: string | null; readonly by: string } | null;
  readonly version: number;
}

export type HandingAct = 'taken' | 'offered' | 'accepted' | 'declined';

/** What an act makes of it; `owner` is left out where nothing changes hands. */
export interface Handing {
  readonly act: HandingAct;
  readonly owner?: Hand;
  readonly offer: Held['offer'];
}

/**
 * The law of handing over: somebody whom the ladder may call takes a dispatch, and owns it; an owner who cannot go on offers it, and stays the owner
 * until the other one accepts. A refused offer leaves everything as it was, so that there is one owner at each moment.
 */
export function take(held: Held, by: Hand): Handing {
  if (held.takenBy !== null) throw new Refusal('DISPATCH_TAKEN', ownerOf(held));
  if (!held.roles.includes(by.role)) throw new Refusal('DISPATCH_NOT_YOURS', ownerOf(held));
  return { act: 'taken', owner: by, offer: null };
}

/** Only whoever owns it now may offer it; a newer offer takes the place of an older one. */
export function offer(held: Held, by: Hand, to: { readonly role: Role; readonly person: string | null }): Handing {
  if (held.ownerPerson !== by.person) throw new Refusal('DISPATCH_NOT_YOURS', ownerOf(held));
  return { act: 'offered', offer: { ...to, by: by.person } };
}

/** Ownership passes here and nowhere else. */
export function accept(held: Held, by: Hand): Handing {
  requireOffered(held, by);
  return { act: 'accepted', owner: by, offer: null };
}

export function decline(held: Held, by: Hand): Handing {
  requireOffered(held, by);
  return { act: 'declined', offer: null };
}

// What an officer offers to a role may be taken by anybody of that role in the district, but by nobody who offered it.
function requireOffered(held: Held, by: Hand): void {
  const { offer: offered } = held;
  const isMeant =
    offered !== null &&
    offered.role === by.role &&
    (offered.person ?? by.person) === by.person &&
    offered.by !== by.person;
  if (!isMeant) throw new Refusal('DISPATCH_NOT_OFFERED', ownerOf(held));
}

const ownerOf = ({ ownerRole, ownerPerson }: Held) => ({ ownerRole, ownerPerson });
