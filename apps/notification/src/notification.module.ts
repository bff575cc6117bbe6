import { MessagingModule, messagingMigrations } from '@lib/messaging';
import { PlatformModule } from '@lib/platform';
import { Module } from '@nestjs/common';
import { notificationMigrations } from '../migrations/index.js';
import { AcknowledgeMembers } from './acknowledge-members/acknowledge-members.handler.js';
import { AlarmListController } from './alarm-list/alarm-list.controller.js';
import { AlarmStream } from './alarm-list/alarm-stream.js';
import { AlarmStreamController } from './alarm-list/alarm-stream.controller.js';
import { AlarmView } from './alarm-list/alarm-view.store.js';
import { AlarmReadController } from './alarm-read/alarm-read.controller.js';
import { AlarmSilence } from './alarm-read/alarm-silence.store.js';
import { CampaignPolicyRow, CampaignRow } from './campaign/campaign.entity.js';
import { CampaignStore } from './campaign/campaign.store.js';
import { Ways } from './channels/ways.js';
import { DeliverDispatches } from './deliver-dispatches/deliver-dispatches.handler.js';
import { DeliverDispatchesWorker } from './deliver-dispatches/deliver-dispatches.worker.js';
import { DispatchBellStore } from './deliver-dispatches/dispatch-bell.store.js';
import { DispatchNotices } from './deliver-dispatches/dispatch-notices.js';
import { PageFailures } from './deliver-dispatches/page-failures.store.js';
import { RingDispatches } from './deliver-dispatches/ring-dispatches.handler.js';
import { DispatchActsController } from './dispatch-acts/dispatch-acts.controller.js';
import { HandingStore } from './dispatch-acts/handing.store.js';
import { DispatchListController } from './dispatch-list/dispatch-list.controller.js';
import { DispatchLadder } from './dispatch/dispatch-ladder.store.js';
import { DispatchStore } from './dispatch/dispatch.store.js';
import { QueueListController } from './queue-list/queue-list.controller.js';
import { DutyGapListController } from './duty-gap-list/duty-gap-list.controller.js';
import { DutyListController } from './duty-list/duty-list.controller.js';
import { DutyStore } from './duty/duty.store.js';
import { EndDutyController } from './end-duty/end-duty.controller.js';
import { EscalationListController } from './escalation-list/escalation-list.controller.js';
import { EscalationStore } from './escalation/escalation.store.js';
import { WithdrawalStore } from './escalation/withdrawal.store.js';
import { FanOut } from './fan-out/fan-out.handler.js';
import { AlertNotices } from './ladder/alert-notices.js';
import { CallStore } from './ladder/call.store.js';
import { LadderStore } from './ladder/ladder.store.js';
import { MyNoticesController } from './my-notices/my-notices.controller.js';
import { NoticeListController } from './notice-list/notice-list.controller.js';
import { SmsReportController } from './sms-report/sms-report.controller.js';
import { SmsReport } from './sms-report/sms-report.handler.js';
import { NoticeBell } from './notice/notice-bell.js';
import { NoticeLedger } from './notice/notice-ledger.store.js';
import { NoticeTemplatesController } from './notice-templates/notice-templates.controller.js';
import { TemplateStore } from './notice-template/template.store.js';
import { OnAlertTaken } from './on-alert-taken/on-alert-taken.consumer.js';
import { OnCampaignChanged } from './on-campaign-changed/on-campaign-changed.consumer.js';
import { OnCaseOpened } from './on-case-opened/on-case-opened.consumer.js';
import { OnDetectionRaised } from './on-detection-raised/on-detection-raised.consumer.js';
import { OnDetectionWithdrawn } from './on-detection-withdrawn/on-detection-withdrawn.consumer.js';
import { OnDisinfectionListed } from './on-disinfection-listed/on-disinfection-listed.consumer.js';
import { OnResidencesTold } from './on-residences-told/on-residences-told.consumer.js';
import { CallForTasks } from './on-task-overdue/call-for-tasks.handler.js';
import { OnTaskOverdue } from './on-task-overdue/on-task-overdue.consumer.js';
import { OpenEscalations } from './open-escalations/open-escalations.handler.js';
import { OnNoticeRequested } from './on-notice-requested/on-notice-requested.consumer.js';
import { OnResultReleased } from './on-result-released/on-result-released.projection.js';
import { OnStandingChanged } from './on-standing-changed/on-standing-changed.projection.js';
import { StandingStore } from './standing/standing.store.js';
import { PutDutiesController } from './put-duties/put-duties.controller.js';
import { BellStore } from './queue-cases/bell.store.js';
import { QueueCases } from './queue-cases/queue-cases.handler.js';
import { RevokeEscalations } from './revoke-escalations/revoke-escalations.handler.js';
import { Grounds } from './send-notices/grounds.store.js';
import { LostTries } from './send-notices/lost-tries.store.js';
import { NoticeOutcomes } from './send-notices/notice-outcomes.store.js';
import { SendNotices } from './send-notices/send-notices.handler.js';
import { SendNoticesWorker } from './send-notices/send-notices.worker.js';
import { SendStore } from './send-notices/send.store.js';
import { StopLadders } from './stop-ladders/stop-ladders.handler.js';
import { AlertGauges } from './watch/alert-gauges.js';
import { DispatchGauges } from './watch/dispatch-gauges.js';
import { Watch } from './watch/watch.worker.js';

@Module({
  imports: [
    PlatformModule.for({
      app: 'notification',
      schema: 'notification',
      migrations: [...messagingMigrations, ...notificationMigrations],
      entities: [CampaignRow, CampaignPolicyRow],
    }),
    MessagingModule.for({
      app: 'notification',
      urgent: [OnDetectionRaised, OnDetectionWithdrawn],
      handlers: [
        ...[OnCampaignChanged, OnCaseOpened, OnDisinfectionListed, OnAlertTaken, OnResidencesTold, OnTaskOverdue],
        ...[OnStandingChanged, OnResultReleased, OnNoticeRequested],
      ],
    }),
  ],
  controllers: [
    ...[PutDutiesController, EndDutyController],
    ...[DispatchListController, DispatchActsController],
    ...[EscalationListController, DutyListController, DutyGapListController, QueueListController],
    // What rings on a screen
    ...[AlarmListController, AlarmStreamController, AlarmReadController],
    // Notices to people: the ledger, the person's own page, the provider's receipts
    ...[NoticeListController, MyNoticesController, SmsReportController, NoticeTemplatesController],
  ],
  providers: [
    // Commands, in the order of an alarm
    OpenEscalations,
    QueueCases,
    AcknowledgeMembers,
    FanOut,
    CallForTasks,
    RingDispatches,
    DeliverDispatches,
    DispatchNotices,
    StopLadders,
    RevokeEscalations,
    // Stores
    EscalationStore,
    WithdrawalStore,
    BellStore,
    LadderStore,
    CallStore,
    AlertNotices,
    DispatchStore,
    AlarmSilence,
    HandingStore,
    DispatchLadder,
    DispatchBellStore,
    PageFailures,
    DutyStore,
    CampaignStore,
    // Notices: the ledger, its words, its ways out, what rings on a screen
    ...[NoticeLedger, NoticeBell, TemplateStore, Ways, AlarmView, AlarmStream],
    ...[SmsReport, SendNotices, SendNoticesWorker, SendStore, Grounds, LostTries, NoticeOutcomes],
    // Facts from other rooms
    OnDetectionRaised,
    OnDetectionWithdrawn,
    OnCaseOpened,
    OnDisinfectionListed,
    OnAlertTaken,
    OnCampaignChanged,
    OnResidencesTold,
    OnTaskOverdue,
    ...[StandingStore, OnStandingChanged, OnResultReleased, OnNoticeRequested],
    // Rounds through the queue and the ledger
    DeliverDispatchesWorker,
    Watch,
    AlertGauges,
    DispatchGauges,
  ],
})
export class NotificationModule {}
