import { messagingMigrations, MessagingModule } from '@lib/messaging';
import { PlatformModule } from '@lib/platform';
import { Module } from '@nestjs/common';
import { batchingMigrations } from '../migrations/index.js';
import { BatchManifestController } from './batch-manifest/batch-manifest.controller.js';
import { BatchEntity } from './batch/batch.entity.js';
import { BindingReportStore } from './binding-report/binding-report.store.js';
import { BindingReportsController } from './binding-report/binding-reports.controller.js';
import { DecideBinding } from './binding-report/decide-binding.handler.js';
import { ReportBinding } from './binding-report/report-binding.handler.js';
import { ExceptionListController } from './exception-list/exception-list.controller.js';
import { HandOverBatchController } from './hand-over-batch/hand-over-batch.controller.js';
import { HandOverBatch } from './hand-over-batch/hand-over-batch.handler.js';
import { KnownCampaignEntity } from './on-campaign-changed/known-campaign.entity.js';
import { KnownCampaigns } from './on-campaign-changed/known-campaigns.store.js';
import { KnownRoundEntity } from './on-campaign-changed/known-round.entity.js';
import { NeighbourSearch } from './neighbour-search/neighbour-search.store.js';
import { TellNeighbours } from './neighbour-search/tell-neighbours.handler.js';
import { OnCampaignChanged } from './on-campaign-changed/on-campaign-changed.consumer.js';
import { OnContactsAsked } from './on-contacts-asked/on-contacts-asked.consumer.js';
import { OpenBatchController } from './open-batch/open-batch.controller.js';
import { OpenBatch } from './open-batch/open-batch.handler.js';
import { PackTubesController } from './pack-tubes/pack-tubes.controller.js';
import { PackTubes } from './pack-tubes/pack-tubes.handler.js';
import { OverdueTubeListController } from './overdue-tube-list/overdue-tube-list.controller.js';
import { TubeGauges } from './overdue-tube-list/tube-gauges.js';
import { DirectoryFiller } from './participant-directory/directory-filler.js';
import { ParticipantDirectory } from './participant-directory/participant-directory.store.js';
import { siteRecordStore } from './site-record/site-record.store.js';
import { DeviceCursorController } from './take-journal/device-cursor.controller.js';
import { TakeJournalController } from './take-journal/take-journal.controller.js';
import { TakeJournal } from './take-journal/take-journal.handler.js';
import { TubeHistoryController } from './tube-history/tube-history.controller.js';
import { TubeListController } from './tube-list/tube-list.controller.js';

/** Table of contents of the room, in the order in which a swab goes through it. */
@Module({
  imports: [
    PlatformModule.for({
      app: 'batching',
      schema: 'batching',
      migrations: [...messagingMigrations, ...batchingMigrations],
      entities: [BatchEntity, KnownCampaignEntity, KnownRoundEntity],
    }),
    MessagingModule.for({ app: 'batching', handlers: [OnCampaignChanged, OnContactsAsked] }),
  ],
  controllers: [
    // Commands
    ...[TakeJournalController, OpenBatchController, PackTubesController, HandOverBatchController],
    // Views
    ...[DeviceCursorController, TubeListController, TubeHistoryController, BatchManifestController],
    ...[BindingReportsController, ExceptionListController, OverdueTubeListController],
  ],
  providers: [
    // Commands
    ...[TakeJournal, OpenBatch, PackTubes, HandOverBatch, ReportBinding, DecideBinding],
    // Stores
    ...[siteRecordStore, BindingReportStore, KnownCampaigns, ParticipantDirectory, NeighbourSearch, TellNeighbours],
    // Facts from other rooms
    ...[OnCampaignChanged, OnContactsAsked],
    // Work in the background
    DirectoryFiller,
    TubeGauges,
  ],
})
export class BatchingModule {}
