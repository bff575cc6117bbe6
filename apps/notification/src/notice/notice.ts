import type { NoticeFields } from '@lib/contracts/notice';
import type { NoticeCause, NoticeChannel, NoticeKindName, NoticeStanding, Role } from '@lib/vocabulary';

/** To whom: a person of a campaign, or whoever is on duty in a role of a place. */
export type Addressee =
  | { readonly participantId: string }
  | {
      readonly role: Role;
      /** Null for a role of the whole city. */
      readonly districtCode: string | null;
      readonly siteCode?: string | undefined;
      readonly labCode?: string | undefined;
      /** The duty name in the token, when it is meant for one and nobody else. */
      readonly person?: string | undefined;
    };

/** What at most one notice to somebody speaks of. */
export interface Cause {
  readonly kind: NoticeCause;
  readonly id: string;
  readonly version: number;
}

/** What must still be so, in the transaction that sends. */
export interface RestsOn {
  readonly kind: 'case' | 'measure' | 'order';
  readonly id: string;
  /** How many facts of it had been told when this was asked for. */
  readonly sequence: number;
  readonly state: NoticeStanding;
}

/** A wish to tell somebody something. It holds codes and times; the words are the template's. */
export interface NoticeRequest {
  readonly campaignId: string;
  readonly to: Addressee;
  readonly kind: NoticeKindName;
  readonly cause: Cause;
  readonly restsOn?: RestsOn | undefined;
  /** The released result that it lets somebody conclude. */
  readonly result?: { readonly tubeId: string; readonly version: number } | undefined;
  readonly fields?: NoticeFields | undefined;
  /** Where the person belongs, for the door-knock list. */
  readonly siteCode?: string | undefined;
  /** After this it is no longer sent. */
  readonly until?: Date | undefined;
  readonly requestedBy: string;
  /** Ways out; the default is short messages for people, the screen and every mailbox and webhook for a duty. */
  readonly channels?: readonly NoticeChannel[] | undefined;
}
