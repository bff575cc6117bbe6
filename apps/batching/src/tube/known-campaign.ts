/** A round as registration has told of it. Each part is null until its event has come; they may come in any order. */
export interface KnownRound {
  readonly roundId: string;
  readonly closedAt: Date | null;
}

/** A campaign as registration has told of it: a foreign fact, which may be missing and then holds nothing back. */
export interface KnownCampaign {
  readonly campaignId: string;
  readonly kind: 'live' | 'drill' | null;
  readonly policyVersion: number | null;
  readonly tubeCapacities: readonly number[] | null;
  readonly rounds: readonly KnownRound[];
}
