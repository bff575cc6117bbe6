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
  facts.filter((fact) => fact.type === contract.type).map((fact) => fact.content as unknown as Told<C>);

interface CaseContent {
  readonly caseId: string;
  readonly campaignId: string;
  readonly tubeId: string;
}

const step = (content: CaseContent, name: CaseStep, at: string, isOrigin = false): CaseTelling => ({
  caseId: content.caseId,
  campaignId: content.campaignId,
  tubeId: content.tubeId,
  step: name,
  isOrigin,
  at: new Date(at),
});

export const caseTellings = (facts: readonly Fact[]): CaseTelling[] => [
  ...told(CaseOpenedV1, facts).map((content) => step(content, 'opened', content.openedAt, content.isNew)),
  ...told(CaseVerifiedV1, facts).map((content) => step(content, 'verified', content.verifiedAt)),
  ...told(CaseClearedV1, facts).map((content) => step(content, 'cleared', content.clearedAt)),
  ...told(CaseRevokedV1, facts).map((content) => step(content, 'revoked', content.revokedAt)),
];

export const recollectionTellings = (facts: readonly Fact[]): RecollectionTelling[] =>
  told(RecollectionOrderedV1, facts).map(({ orderId, campaignId, cause, causeTubeId }) => ({
    orderId,
    campaignId,
    cause,
    causeTubeId,
  }));

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
