import { BindingDecidedV1 } from '@lib/contracts/events/batching/binding-decided.v1';
import { BindingReportedV1 } from '@lib/contracts/events/batching/binding-reported.v1';
import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { NeighboursToldV1 } from '@lib/contracts/events/batching/neighbours-told.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { TubeVoidedV1 } from '@lib/contracts/events/batching/tube-voided.v1';
import { AlertTakenV1 } from '@lib/contracts/events/isolation/alert-taken.v1';
import { AppealDecidedV1 } from '@lib/contracts/events/isolation/appeal-decided.v1';
import { AppealFiledV1 } from '@lib/contracts/events/isolation/appeal-filed.v1';
import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { ContactsAskedV1 } from '@lib/contracts/events/isolation/contacts-asked.v1';
import { DisinfectionListedV1 } from '@lib/contracts/events/isolation/disinfection-listed.v1';
import { MeasureEndedV1 } from '@lib/contracts/events/isolation/measure-ended.v1';
import { MeasureStartedV1 } from '@lib/contracts/events/isolation/measure-started.v1';
import { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import { RecollectionClosedV1 } from '@lib/contracts/events/isolation/recollection-closed.v1';
import { RecollectionRequestedV1 } from '@lib/contracts/events/isolation/recollection-requested.v1';
import { OverdueTaskEndedV1 } from '@lib/contracts/events/isolation/overdue-task-ended.v1';
import { TaskOverdueV1 } from '@lib/contracts/events/isolation/task-overdue.v1';
import { BatchArrivedV1 } from '@lib/contracts/events/lab/batch-arrived.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { LookBackToldV1 } from '@lib/contracts/events/lab/look-back-told.v1';
import { ResultRecordedV1 } from '@lib/contracts/events/lab/result-recorded.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { TubeRejectedV1 } from '@lib/contracts/events/lab/tube-rejected.v1';
import { EscalationAcknowledgedV1 } from '@lib/contracts/events/notification/escalation-acknowledged.v1';
import { EscalationOpenedV1 } from '@lib/contracts/events/notification/escalation-opened.v1';
import { NoticeSettledV1 } from '@lib/contracts/events/notification/notice-settled.v1';
import { NoticeUndeliveredV1 } from '@lib/contracts/events/notification/notice-undelivered.v1';
import { CampaignClosedV1 } from '@lib/contracts/events/registration/campaign-closed.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { HouseholdToldV1 } from '@lib/contracts/events/registration/household-told.v1';
import { PolicyChangedV1 } from '@lib/contracts/events/registration/policy-changed.v1';
import { RecollectionOrderedV1 } from '@lib/contracts/events/registration/recollection-ordered.v1';
import { ResidencesToldV1 } from '@lib/contracts/events/registration/residences-told.v1';
import { RosterImportedV1 } from '@lib/contracts/events/registration/roster-imported.v1';
import { RoundClosedV1 } from '@lib/contracts/events/registration/round-closed.v1';
import { RoundOpenedV1 } from '@lib/contracts/events/registration/round-opened.v1';
import { SiteRegisteredV1 } from '@lib/contracts/events/registration/site-registered.v1';
import { SecondResultFoundV1 } from '@lib/contracts/events/lab/second-result-found.v1';
import { SecondResultSettledV1 } from '@lib/contracts/events/lab/second-result-settled.v1';
import { SpecimenReferredV1 } from '@lib/contracts/events/lab/specimen-referred.v1';
import { RetestAnsweredV1 } from '@lib/contracts/events/lab/retest-answered.v1';
import { ResultAwaitedV1 } from '@lib/contracts/events/isolation/result-awaited.v1';
import { RecollectionJoinedV1 } from '@lib/contracts/events/isolation/recollection-joined.v1';
import { RetestRequestedV1 } from '@lib/contracts/events/isolation/retest-requested.v1';
import type { EventContract } from '@lib/contracts/event';

/**
 * Every event of the house, in the order of the swab, for documents that list them all (AsyncAPI). A room that acts on
 * an event imports the event's own file, so that the import graph keeps naming who consumes what.
 */
export const eventTable: readonly EventContract[] = [
  CampaignOpenedV1,
  CampaignClosedV1,
  PolicyChangedV1,
  RecollectionOrderedV1,
  ResidencesToldV1,
  RosterImportedV1,
  RoundClosedV1,
  RoundOpenedV1,
  SiteRegisteredV1,
  BatchHandedOverV1,
  TubeSealedV1,
  TubeVoidedV1,
  BindingReportedV1,
  BindingDecidedV1,
  BatchArrivedV1,
  DetectionRaisedV1,
  DetectionWithdrawnV1,
  ResultRecordedV1,
  ResultReleasedV1,
  TubeLostV1,
  TubeRejectedV1,
  RetestAnsweredV1,
  SpecimenReferredV1,
  SecondResultFoundV1,
  SecondResultSettledV1,
  EscalationAcknowledgedV1,
  EscalationOpenedV1,
  AlertTakenV1,
  CaseClearedV1,
  CaseOpenedV1,
  CaseRevokedV1,
  CaseVerifiedV1,
  DisinfectionListedV1,
  RecollectionRequestedV1,
  RecollectionJoinedV1,
  RecollectionClosedV1,
  RetestRequestedV1,
  ResultAwaitedV1,
  MeasureStartedV1,
  MeasureEndedV1,
  AppealFiledV1,
  AppealDecidedV1,
  TaskOverdueV1,
  OverdueTaskEndedV1,
  NoticeRequestedV1,
  NoticeSettledV1,
  NoticeUndeliveredV1,
  ContactsAskedV1,
  NeighboursToldV1,
  HouseholdToldV1,
  LookBackToldV1,
];
