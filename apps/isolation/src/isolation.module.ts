import { MessagingModule, messagingMigrations } from '@lib/messaging';
import { PlatformModule } from '@lib/platform';
import { Module } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { isolationMigrations } from '../migrations/index.js';
import { AlertStore } from './alert/alert.store.js';
import { AnswerResults } from './answer-results/answer-results.handler.js';
import { ReleasedVersionStore } from './answer-results/released-version.store.js';
import { BoardStream } from './board/board-stream.js';
import { BoardController } from './board/board.controller.js';
import { Board } from './board/board.js';
import { CaseDesk } from './board/case-desk.js';
import { MoveCase } from './board/move-case.handler.js';
import { CallBackListController } from './call-back-list/call-back-list.controller.js';
import { CallBackTasks } from './call-people-back/call-back-tasks.handler.js';
import { CallPeople } from './call-people-back/call-people-back.handler.js';
import { CampaignPolicyRow, CampaignRow } from './campaign/campaign.entity.js';
import { Calls } from './calls/calls.handler.js';
import { DoorKnocks } from './calls/door-knocks.js';
import { DecidedEnds } from './edges/decided-ends.js';
import { HandOverAlertController } from './hand-over-alert/hand-over-alert.controller.js';
import { HandOverAlert } from './hand-over-alert/hand-over-alert.handler.js';
import { CampaignStore } from './campaign/campaign.store.js';
import { CaseHistoryController } from './case-history/case-history.controller.js';
import { CollectRecollections } from './collect-recollections/collect-recollections.handler.js';
import { CorrectionListController } from './correction-list/correction-list.controller.js';
import { DisinfectionListController } from './disinfection-list/disinfection-list.controller.js';
import { AskSecondSwabs } from './discordant-pool/ask-second-swabs.handler.js';
import { AskSecondSwabsWorker } from './discordant-pool/ask-second-swabs.worker.js';
import { DiscordantPoolStore } from './discordant-pool/discordant-pool.store.js';
import { DiscordantPoolListController } from './discordant-pool/discordant-pool-list.controller.js';
import { FindDiscordant } from './discordant-pool/find-discordant.handler.js';
import { DutyListController } from './duty-list/duty-list.controller.js';
import { AppealTasks } from './appeals/appeal-tasks.js';
import { AppealsController } from './appeals/appeals.controller.js';
import { Appeals } from './appeals/appeals.handler.js';
import { AuthorityOrdersController } from './authority-orders/authority-orders.controller.js';
import { AuthorityOrders } from './authority-orders/authority-orders.handler.js';
import { AskContacts } from './contact-search/ask-contacts.handler.js';
import { ContactQuestions } from './contact-search/contact-questions.store.js';
import { FoundContacts } from './contact-search/found-contacts.handler.js';
import { Households } from './contact-search/households.store.js';
import { ContactLinks } from './contacts/contact-links.store.js';
import { ContactsController } from './contacts/contacts.controller.js';
import { Contacts } from './contacts/contacts.handler.js';
import { ProposeAgain } from './contacts/propose-again.handler.js';
import { CaseEdges } from './edges/case-edges.js';
import { EndMeasures } from './end-measures/end-measures.handler.js';
import { EndMeasuresWorker } from './end-measures/end-measures.worker.js';
import { IsolationPointsController } from './isolation-points/isolation-points.controller.js';
import { IsolationPoints } from './isolation-points/isolation-points.handler.js';
import { IsolationPointStore } from './isolation-points/isolation-point.store.js';
import { CaseReportStore } from './case-reports/case-report.store.js';
import { CaseReportsController } from './case-reports/case-reports.controller.js';
import { CaseReports } from './case-reports/case-reports.handler.js';
import { VerifiedCases } from './case-reports/verified-cases.js';
import { MovePeople } from './transfers/move-people.handler.js';
import { NeedlessTransfers } from './transfers/needless-transfers.js';
import { TransferStore } from './transfers/transfer.store.js';
import { TransfersController } from './transfers/transfers.controller.js';
import { OrderTransfers } from './transfers/transfers.handler.js';
import { AnswerWaits } from './waits/answer-waits.handler.js';
import { EndWaitsWorker } from './waits/end-waits.worker.js';
import { EndedHolds } from './waits/ended-holds.js';
import { SealedTubeStore } from './waits/sealed-tube.store.js';
import { WaitStore } from './waits/wait.store.js';
import { WaitsController } from './waits/waits.controller.js';
import { Waits } from './waits/waits.handler.js';
import { TripStore } from './vehicles/trip.store.js';
import { VehiclesController } from './vehicles/vehicles.controller.js';
import { Vehicles } from './vehicles/vehicles.handler.js';
import { RoomStayStore } from './room-stays/room-stay.store.js';
import { RoomStaysController } from './room-stays/room-stays.controller.js';
import { RoomStays } from './room-stays/room-stays.handler.js';
import { UnplacedListController } from './unplaced-list/unplaced-list.controller.js';
import { LookBackController } from './look-back/look-back.controller.js';
import { LookBackTubes } from './look-back/look-back-tubes.store.js';
import { AssignmentStore } from './carers/assignment.store.js';
import { Carers } from './carers/carers.handler.js';
import { CarersController } from './carers/carers.controller.js';
import { DecideOrder } from './order-acts/decide-order.handler.js';
import { OrderActsController } from './order-acts/order-acts.controller.js';
import { OrderDesk } from './order-acts/order-desk.js';
import { RecordChecks } from './order-acts/record-checks.handler.js';
import { IsolationOrderListController } from './isolation-order-list/isolation-order-list.controller.js';
import { MyOrdersController } from './isolation-order-list/my-orders.controller.js';
import { CarerTasks } from './carers/carer-tasks.js';
import { CareRulesStore } from './isolation-order/care-rules.store.js';
import { CheckStore } from './isolation-order/check.store.js';
import { IsolationOrderFollower } from './isolation-order/isolation-order-follower.js';
import { IsolationOrderStore } from './isolation-order/order.store.js';
import { TestDays } from './isolation-order/test-days.js';
import { KeepOrders } from './keep-orders/keep-orders.handler.js';
import { KeepOrdersWorker } from './keep-orders/keep-orders.worker.js';
import { AskTestDays } from './keep-orders/ask-test-days.js';
import { OpenChecks } from './keep-orders/open-checks.js';
import { ProposeDischarges } from './discharge/propose-discharges.handler.js';
import { DischargesController } from './discharge/discharges.controller.js';
import { HomeIsolationController } from './home-isolation/home-isolation.controller.js';
import { HomeIsolation } from './home-isolation/home-isolation.handler.js';
import { HouseholdTubeStore } from './household-tubes/household-tube.store.js';
import { Discharges } from './discharge/discharges.handler.js';
import { MeasureActsController } from './measure-acts/measure-acts.controller.js';
import { MeasureActs } from './measure-acts/measure-acts.handler.js';
import { MeasureDesk } from './measure-desk/measure-desk.store.js';
import { MeasureListController } from './measure-list/measure-list.controller.js';
import { MyMeasuresController } from './my-measures/my-measures.controller.js';
import { OnCampaignChanged } from './on-campaign-changed/on-campaign-changed.consumer.js';
import { OnContactsFound } from './on-contacts-found/on-contacts-found.consumer.js';
import { OnDetectionWithdrawn } from './on-detection-withdrawn/on-detection-withdrawn.consumer.js';
import { OnResidencesTold } from './on-residences-told/on-residences-told.consumer.js';
import { ResidenceStore } from './residence/residence.store.js';
import { OnSecondResult } from './on-second-result/on-second-result.consumer.js';
import { OnNoticeSettled } from './on-notice-settled/on-notice-settled.projection.js';
import { KnockOnDoors } from './on-notice-undelivered/knock-on-doors.handler.js';
import { OnNoticeUndelivered } from './on-notice-undelivered/on-notice-undelivered.consumer.js';
import { TellPeople } from './notices/tell-people.handler.js';
import { OnResultReleased } from './on-result-released/on-result-released.consumer.js';
import { OnBindingDoubted } from './on-binding-doubted/on-binding-doubted.consumer.js';
import { OnRetestAnswered } from './on-retest-answered/on-retest-answered.consumer.js';
import { OnTubeSealed } from './on-tube-sealed/on-tube-sealed.consumer.js';
import { OnTubeUnanswered } from './on-tube-unanswered/on-tube-unanswered.consumer.js';
import { OpenCases } from './open-case/open-case.handler.js';
import { OpenCaseWorker } from './open-case/open-case.worker.js';
import { CASE_FOLLOWERS } from './subject/followers.js';
import type { CaseFollower } from './subject/followers.js';
import { FollowDecisions } from './settled-results/follow-decisions.handler.js';
import { RedrawWeighed } from './settled-results/redraw-weighed.js';
import { SettledResultStore } from './settled-results/settled-result.store.js';
import { SubjectStore } from './subject/subject.store.js';
import { TakeAlertController } from './take-alert/take-alert.controller.js';
import { TakeAlert } from './take-alert/take-alert.handler.js';
import { TaskListController } from './task-list/task-list.controller.js';
import { TaskActs } from './tasks/task-acts.handler.js';
import { TASK_FOLLOWERS } from './tasks/task-followers.js';
import type { TaskFollower } from './tasks/task-followers.js';
import { TaskOwners } from './tasks/task-owners.store.js';
import { TaskStore } from './tasks/task.store.js';
import { TasksController } from './tasks/tasks.controller.js';
import { WatchTasksWorker } from './tasks/watch-tasks.worker.js';
import { WithdrawDetections } from './withdraw-detections/withdraw-detections.handler.js';

/** What follows from how a case stands, in this order and in the transaction of the decision. */
const followers: Type<CaseFollower>[] = [
  CaseEdges,
  AppealTasks,
  CallBackTasks,
  FindDiscordant,
  AskContacts,
  IsolationOrderFollower,
  ProposeDischarges,
  VerifiedCases,
  NeedlessTransfers,
  EndedHolds,
  TellPeople,
];

/** What follows when an owner ends a task by word, in this order. */
const taskFollowers: Type<TaskFollower>[] = [DecidedEnds, DoorKnocks, TellPeople, RedrawWeighed];

/** Who hears the facts of other rooms, beside the withdrawals, which go first. */
const facts = [
  ...[OnCampaignChanged, OnTubeSealed, OnTubeUnanswered, OnResultReleased, OnSecondResult, OnRetestAnswered],
  ...[OnBindingDoubted, OnContactsFound, OnResidencesTold, OnNoticeSettled, OnNoticeUndelivered],
];

@Module({
  imports: [
    PlatformModule.for({
      app: 'isolation',
      schema: 'isolation',
      migrations: [...messagingMigrations, ...isolationMigrations],
      entities: [CampaignRow, CampaignPolicyRow],
    }),
    MessagingModule.for({
      app: 'isolation',
      urgent: [OnDetectionWithdrawn],
      handlers: facts,
    }),
  ],
  controllers: [
    ...[
      DutyListController,
      DisinfectionListController,
      DiscordantPoolListController,
      TakeAlertController,
      CallBackListController,
      CorrectionListController,
      CaseHistoryController,
    ],
    // Measures: what a person reads and says, what staff do, on what bases
    ...[MyMeasuresController, AppealsController, MeasureListController, MeasureActsController],
    ...[DischargesController, HomeIsolationController],
    // Tasks
    ...[TasksController, TaskListController, BoardController, HandOverAlertController],
    // Where people are taken in
    ...[IsolationPointsController, RoomStaysController, UnplacedListController],
    ...[ContactsController, LookBackController, AuthorityOrdersController],
    // Orders: what is owed to a person in isolation
    ...[IsolationOrderListController, MyOrdersController, OrderActsController, CarersController],
    // A verified case: report, investigation, transfer
    ...[CaseReportsController, TransfersController, VehiclesController, WaitsController],
  ],
  providers: [
    // The one job that comes in, and commands in the order of a case
    OpenCaseWorker,
    ...[OpenCases, FollowDecisions, SettledResultStore],
    TakeAlert,
    CollectRecollections,
    AnswerResults,
    CallPeople,
    WithdrawDetections,
    ...[Discharges, HomeIsolation, HouseholdTubeStore],
    ...[MeasureActs, Appeals, Contacts, AuthorityOrders, EndMeasures, EndMeasuresWorker],
    ...[IsolationPoints, RoomStays, IsolationPointStore, RoomStayStore],
    ...[AskSecondSwabs, AskSecondSwabsWorker],
    // Who was near
    ...[ContactLinks, ProposeAgain, ContactQuestions, FoundContacts, Households, LookBackTubes],
    ...[Waits, WaitStore, SealedTubeStore, AnswerWaits, EndWaitsWorker],
    ...[CaseReports, CaseReportStore, OrderTransfers, MovePeople, TransferStore, Vehicles, TripStore],
    // Stores
    ...[DiscordantPoolStore, ResidenceStore, MeasureDesk, AlertStore, SubjectStore],
    ...[Board, BoardStream, CaseDesk, MoveCase, Calls, HandOverAlert],
    // Tasks: whatever must happen to a person, with owner and clock
    ...[TaskStore, TaskOwners, TaskActs, WatchTasksWorker],
    ...taskFollowers,
    { provide: TASK_FOLLOWERS, inject: taskFollowers, useFactory: (...all: TaskFollower[]) => all },
    // Orders: what is owed to a person in isolation, day by day, and who answers for it
    ...[IsolationOrderStore, CheckStore, TestDays, CareRulesStore, AssignmentStore, CarerTasks],
    ...[KeepOrders, KeepOrdersWorker, OpenChecks, AskTestDays, OrderDesk, RecordChecks, DecideOrder, Carers],
    ...followers,
    { provide: CASE_FOLLOWERS, inject: followers, useFactory: (...all: CaseFollower[]) => all },
    CampaignStore,
    ReleasedVersionStore,
    // Facts from other rooms
    ...[...facts, OnDetectionWithdrawn, KnockOnDoors],
  ],
})
export class IsolationModule {}
