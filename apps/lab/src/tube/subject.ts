import type { Member } from '@lib/contracts/fields';
import type { TubePurpose } from '@lib/vocabulary';
import type { LabTube } from './tube.js';

/** What every fact about a tube says of whom it concerns. */
export interface Subject {
  readonly tubeId: string;
  readonly campaignId: string;
  readonly roundId: string;
  readonly siteCode: string;
  readonly purpose: TubePurpose;
  readonly orderId?: string;
  readonly members: Member[];
}

/** Out: whom a tube concerns, or nothing while its sealing is not known here. */
export function subjectOf({ tubeId, sealed }: LabTube): Subject | undefined {
  if (sealed === undefined) return undefined;
  const { campaignId, roundId, siteCode, purpose, orderId, members } = sealed;
  const order = orderId === undefined ? {} : { orderId };
  return { tubeId, campaignId, roundId, siteCode, purpose, ...order, members: [...members] };
}
