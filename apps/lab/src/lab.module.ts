import { MessagingModule, messagingMigrations } from '@lib/messaging';
import { PlatformModule } from '@lib/platform';
import { Module } from '@nestjs/common';
import { labMigrations } from '../migrations/index.js';
import { AdmitRowController } from './admit-row/admit-row.controller.js';
import { AdmitRow } from './admit-row/admit-row.handler.js';
import { AskedCorrectionListController } from './asked-correction-list/asked-correction-list.controller.js';
import { BoxStore } from './box/box.store.js';
import { CorrectResultController } from './correct-result/correct-result.controller.js';
import { CorrectResult } from './correct-result/correct-result.handler.js';
import { CountArrivalController } from './count-arrival/count-arrival.controller.js';
import { CountArrival } from './count-arrival/count-arrival.handler.js';
import { DeclareLostController } from './declare-lost/declare-lost.controller.js';
import { DeclareLost } from './declare-lost/declare-lost.handler.js';
import { TellLookBack } from './look-back/tell-look-back.handler.js';
import { OnBatchHandedOver } from './on-batch-handed-over/on-batch-handed-over.consumer.js';
import { OnCampaignChanged } from './on-campaign-changed/on-campaign-changed.consumer.js';
import { OnNeighboursTold } from './on-neighbours-told/on-neighbours-told.consumer.js';
import { AwaitedTubeStore } from './awaited/awaited-tube.store.js';
import { OnResultAwaited } from './on-result-awaited/on-result-awaited.consumer.js';
import { OnRetestRequested } from './on-retest-requested/on-retest-requested.consumer.js';
import { OnTubeSealed } from './on-tube-sealed/on-tube-sealed.consumer.js';
import { OverdueTubeListController } from './overdue-tube-list/overdue-tube-list.controller.js';
import { TubeGauges } from './overdue-tube-list/tube-gauges.js';
import { RegisterLabController } from './register-lab/register-lab.controller.js';
import { RegisterLab } from './register-lab/register-lab.handler.js';
import { RejectTubeController } from './reject-tube/reject-tube.controller.js';
import { RejectTube } from './reject-tube/reject-tube.handler.js';
import { ReleaseUploadController } from './release-upload/release-upload.controller.js';
import { ReleaseUpload } from './release-upload/release-upload.handler.js';
import { ComingBoxListController } from './coming-box-list/coming-box-list.controller.js';
import { ReferralsController } from './referral/referrals.controller.js';
import { Referrals } from './referral/referrals.handler.js';
import { ConfirmRetest } from './retest/confirm-retest.handler.js';
import { RetestStore } from './retest/retest.store.js';
import { RetestsController } from './retest/retests.controller.js';
import { TubeStore } from './tube/tube.store.js';
import { UnregisteredLabListController } from './unregistered-lab-list/unregistered-lab-list.controller.js';
import { UploadListController } from './upload-list/upload-list.controller.js';
import { UploadProgress } from './upload-results/upload-progress.js';
import { UploadResultsController } from './upload-results/upload-results.controller.js';
import { UploadResults } from './upload-results/upload-results.handler.js';
import { UploadStore } from './upload/upload.store.js';
import { WaitingTubeListController } from './waiting-tube-list/waiting-tube-list.controller.js';

const handlers = [
  OnCampaignChanged,
  OnTubeSealed,
  OnBatchHandedOver,
  OnNeighboursTold,
  OnRetestRequested,
  OnResultAwaited,
];

/** Table of contents of the room, in the order in which a tube goes through it. */
@Module({
  imports: [
    PlatformModule.for({ app: 'lab', schema: 'lab', migrations: [...messagingMigrations, ...labMigrations] }),
    MessagingModule.for({ app: 'lab', handlers }),
  ],
  controllers: [
    // Commands
    ...[RegisterLabController, CountArrivalController, RejectTubeController, DeclareLostController],
    ...[UploadResultsController, AdmitRowController, ReleaseUploadController, CorrectResultController],
    // Views
    ...[WaitingTubeListController, UploadListController, OverdueTubeListController],
    ...[
      AskedCorrectionListController,
      UnregisteredLabListController,
      RetestsController,
      ComingBoxListController,
      ReferralsController,
    ],
  ],
  providers: [
    // Commands
    ...[RegisterLab, CountArrival, RejectTube, DeclareLost, UploadResults, AdmitRow],
    ...[ReleaseUpload, CorrectResult, TellLookBack, ConfirmRetest, Referrals],
    // Stores
    ...[BoxStore, TubeStore, RetestStore, AwaitedTubeStore, UploadStore, UploadProgress],
    // Facts from other rooms
    ...handlers,
    // Numbers for operators
    TubeGauges,
  ],
})
export class LabModule {}
