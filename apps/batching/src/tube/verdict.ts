import type { EventContract } from '@lib/contracts/event';
import type { RefusalCode } from '@lib/contracts/refusals';
import type { HashOfText } from '@lib/vocabulary';
import type { CustodyLink } from './custody.js';
import type { KnownCampaign } from './known-campaign.js';
import type { Act, DeviceAct, Tube, UndoneScan } from './tube.js';

/** A fact for other rooms, before it is framed for the outbox. */
export interface Fact {
  readonly contract: EventContract;
  readonly content: Readonly<Record<string, unknown>>;
  readonly sequence: number;
  readonly act: Act;
}

/** The law says yes: the tube as it is now, and all that has to be written with it. */
export interface Accepted {
  readonly outcome: 'accepted';
  readonly tube: Tube;
  readonly links?: readonly CustodyLink[];
  readonly undone?: UndoneScan;
  readonly fact?: Fact;
  readonly position?: number;
}

/** Nothing is written: it was known before, or it contradicts what was. */
export interface NotNew {
  readonly outcome: 'duplicate' | 'conflict';
  readonly code: RefusalCode;
  readonly position?: number;
}

export type Verdict = Accepted | NotNew;

/** Around one act of a device at a site: whose, where, for which campaign, and what is known of that campaign. */
export interface SiteContext {
  readonly act: DeviceAct;
  readonly siteCode: string;
  readonly campaignId: string;
  readonly campaign: KnownCampaign | undefined;
  readonly hash: HashOfText;
}
