import type { ContentOf, EventContract } from '@lib/contracts/event';
import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { RecollectionOrderedV1 } from '@lib/contracts/events/registration/recollection-ordered.v1';
import { RosterImportedV1 } from '@lib/contracts/events/registration/roster-imported.v1';
import { RoundClosedV1 } from '@lib/contracts/events/registration/round-closed.v1';
import { RoundOpenedV1 } from '@lib/contracts/events/registration/round-opened.v1';
import type { CampaignTelling, RosterTelling, RoundTelling } from '../campaign-list/campaign-list.store.js';
import type { CaseStep, CaseTelling, RecollectionTelling } from '../case-board/case-board.store.js';
import type { Fact } from '../fact-log/fact.js';

type Told<C extends EventContract> = Omit<ContentOf<C>, 'participantId'>;

/** The contents of the facts of one contract. */
const told = <C extends EventContract>(contract: C, facts: readonly Fact[]): Told<C>[] =>
  numbered(contract, facts).map(({ content }) => content);

/** The same, each with its place among the facts of its aggregate. */
const numbered = <C extends EventContract>(contract: C, facts: readonly Fact[]) =>
  facts
    .filter((fact) => fact.type === contract.type)
    .map(({ content, sequence }) => ({ content: content as unknown as Told<C>, sequence }));

interface CaseContent {
  readonly caseId: string;
  readonly campaignId: string;
  readonly tubeId: string;
}

interface NumberedCase {
  readonly content: CaseContent;
  readonly sequence: number;
}

const step = ({ content, sequence }: NumberedCase, name: CaseStep, at: string, isOrigin = false): CaseTelling => ({
  caseId: content.caseId,
  campaignId: content.campaignId,
  tubeId: content.tubeId,
  step: name,
  isOrigin,
  at: new Date(at),
  sequence,
});

export const caseTellings = (facts: readonly Fact[]): CaseTelling[] => [
  ...numbered(CaseOpenedV1, facts).map((one) => step(one, 'opened', one.content.openedAt, one.content.isNew)),
  ...numbered(CaseVerifiedV1, facts).map((one) => step(one, 'verified', one.content.verifiedAt)),
  ...numbered(CaseClearedV1, facts).map((one) => step(one, 'cleared', one.content.clearedAt)),
  ...numbered(CaseRevokedV1, facts).map((one) => step(one, 'revoked', one.content.revokedAt)),
];

export const recollectionTellings = (facts: readonly Fact[]): RecollectionTelling[] =>
  // A test day calls nobody back: what is counted here is who was called because of a tube.
  told(RecollectionOrderedV1, facts).flatMap(({ orderId, campaignId, cause, causeTubeId }) =>
    causeTubeId === undefined ? [] : [{ orderId, campaignId, cause, causeTubeId }],
  );

export const campaignTellings = (facts: readonly Fact[]): CampaignTelling[] =>
  told(CampaignOpenedV1, facts).map(({ campaignId, name, kind, openedAt }) => ({
    campaignId,
    name,
    kind,
    openedAt: new Date(openedAt),
  }));

export const rosterTellings = (facts: readonly Fact[]): RosterTelling[] =>
  told(RosterImportedV1, facts).map(({ rosterId, campaignId, accepted }) => ({ rosterId, campaignId, accepted }));

export const roundTellings = (facts: readonly Fact[]): RoundTelling[] => [
  ...told(RoundOpenedV1, facts).map(({ roundId, campaignId, number, opensAt, closesAt }) => ({
    roundId,
    campaignId,
    number,
    opensAt: new Date(opensAt),
    closesAt: new Date(closesAt),
    closedAt: null,
  })),
  ...told(RoundClosedV1, facts).map(({ roundId, campaignId, number, closedAt }) => ({
    roundId,
    campaignId,
    number,
    opensAt: null,
    closesAt: null,
    closedAt: new Date(closedAt),
  })),
];
