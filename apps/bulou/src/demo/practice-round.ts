import type { OutsideClient } from '../outside/outside-client.js';
import type { Chance } from './chance.js';
import type { DemoSite } from './city.js';
import type { DemoDay } from './day.js';
import type { Witness } from './witness.js';

export interface DemoDevice {
  readonly siteCode: string;
  readonly deviceId: string;
  readonly shiftId: string;
}

/** What every step of the practice round works with. */
export interface PracticeRound {
  readonly client: OutsideClient;
  readonly chance: Chance;
  readonly day: DemoDay;
  readonly witness: Witness;
  readonly campaignId: string;
  readonly roundId: string;
  readonly sites: readonly DemoSite[];
  readonly labs: readonly [string, ...string[]];
  readonly devices: readonly DemoDevice[];
  /** One more device a site, kept for people who are called back. */
  readonly recollectionDevices: readonly DemoDevice[];
}

/** The laboratory that a site's boxes go to. */
export function labOfSite(round: Pick<PracticeRound, 'labs' | 'sites'>, siteCode: string): string {
  const index = round.sites.findIndex((site) => site.siteCode === siteCode);
  return round.labs[index % round.labs.length] ?? round.labs[0];
}
