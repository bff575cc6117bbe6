import { MessagingModule, messagingMigrations } from '@lib/messaging';
import { CONFIG, PlatformModule } from '@lib/platform';
import { Module } from '@nestjs/common';
import { registrationMigrations } from '../migrations/index.js';
import { AddressForNoticeController } from './address-for-notice/address-for-notice.controller.js';
import { AddressForNotice } from './address-for-notice/address-for-notice.handler.js';
import { CampaignListController } from './campaign-list/campaign-list.controller.js';
import { Caretaker } from './caretaker/caretaker.worker.js';
import { Campaign, PolicyValue, Round } from './campaign/campaign.entity.js';
import { CampaignStore } from './campaign/campaign.store.js';
import { CertificateController } from './certificate/certificate.controller.js';
import { CertificateStore } from './certificate/certificate.store.js';
import { ChangeContactController } from './change-contact/change-contact.controller.js';
import { ChangeContact } from './change-contact/change-contact.handler.js';
import { ChangePolicyController } from './change-policy/change-policy.controller.js';
import { ChangePolicy } from './change-policy/change-policy.handler.js';
import { CloseCampaignController } from './close-campaign/close-campaign.controller.js';
import { CloseCampaign } from './close-campaign/close-campaign.handler.js';
import { ClosingStore } from './close-campaign/closing.store.js';
import { EraseIdentities } from './close-campaign/erase-identities.handler.js';
import { ClosingListController } from './closing-list/closing-list.controller.js';
import { CloseRoundController } from './close-round/close-round.controller.js';
import { CloseRound } from './close-round/close-round.handler.js';
import { DeviceListController } from './device-list/device-list.controller.js';
import { HouseholdStore } from './household/household.store.js';
import { TellHouseholds } from './household/tell-households.handler.js';
import { ImportRosterController } from './import-roster/import-roster.controller.js';
import { ImportRoster } from './import-roster/import-roster.handler.js';
import { RosterStore } from './import-roster/roster.store.js';
import { KeyListController } from './key-list/key-list.controller.js';
import { KeyFile } from './keys/key-file.js';
import { KeyRing } from './keys/key-ring.store.js';
import { LookupBudget } from './lookup-budget/lookup-budget.store.js';
import { MaskParticipantsController } from './mask-participants/mask-participants.controller.js';
import { MeasuresTold } from './measures-told/measures-told.store.js';
import { OnMeasuresTold } from './on-measures-told/on-measures-told.consumer.js';
import { OnHouseholdAsked } from './on-household-asked/on-household-asked.consumer.js';
import { OnDetectionRaised } from './on-detection-raised/on-detection-raised.consumer.js';
import { OnRecollectionJoined } from './on-recollection-joined/on-recollection-joined.consumer.js';
import { OnRecollectionClosed } from './on-recollection-closed/on-recollection-closed.consumer.js';
import { OnRecollectionRequested } from './on-recollection-requested/on-recollection-requested.consumer.js';
import { PackActListController } from './pack-act-list/pack-act-list.controller.js';
import { PackActsController } from './pack-acts/pack-acts.controller.js';
import { PackActs } from './pack-acts/pack-acts.handler.js';
import { PolicyPackStore } from './policy-pack/policy-pack.store.js';
import { OpenCampaignController } from './open-campaign/open-campaign.controller.js';
import { OpenCampaign } from './open-campaign/open-campaign.handler.js';
import { OpenRoundController } from './open-round/open-round.controller.js';
import { OpenRound } from './open-round/open-round.handler.js';
import { ContactStore } from './participant/contact.store.js';
import { ParticipantStore } from './participant/participant.store.js';
import { ResealRows } from './participant/reseal.store.js';
import { UnreadableValues } from './participant/unreadable-values.store.js';
import { CampaignPlaces } from './place/campaign-places.store.js';
import { DeviceStore } from './place/device.store.js';
import { Device, Division, Shift, Site } from './place/place.entity.js';
import { SiteStore } from './place/site.store.js';
import { ProveShiftController } from './prove-shift/prove-shift.controller.js';
import { ProveShift } from './prove-shift/prove-shift.handler.js';
import { PutDivisionsController } from './put-divisions/put-divisions.controller.js';
import { PutDivisions } from './put-divisions/put-divisions.handler.js';
import { RecollectionOrderListController } from './recollection-order-list/recollection-order-list.controller.js';
import { RecollectionOrderStore } from './recollection-order/recollection-order.store.js';
import { RegisterDeviceController } from './register-device/register-device.controller.js';
import { RegisterDevice } from './register-device/register-device.handler.js';
import { RegisterParticipantController } from './register-participant/register-participant.controller.js';
import { RegisterParticipant } from './register-participant/register-participant.handler.js';
import { RegisterSitesController } from './register-sites/register-sites.controller.js';
import { RegisterSites } from './register-sites/register-sites.handler.js';
import type { RegistrationConfig } from './registration.config.js';
import { ResidenceStore } from './residence/residence.store.js';
import { ResolveParticipantsController } from './resolve-participants/resolve-participants.controller.js';
import { Retention } from './retention/retention.store.js';
import { RevealParticipantController } from './reveal-participant/reveal-participant.controller.js';
import { RevealParticipant } from './reveal-participant/reveal-participant.handler.js';
import { EndRevocationController } from './end-revocation/end-revocation.controller.js';
import { RevocationListController } from './revocation-list/revocation-list.controller.js';
import { RevocationStore } from './revocation/revocation.store.js';
import { RevokeController } from './revoke/revoke.controller.js';
import { Revoke } from './revoke/revoke.handler.js';
import { RotateKeysController } from './rotate-keys/rotate-keys.controller.js';
import { RotateKeys } from './rotate-keys/rotate-keys.handler.js';
import { SiteListController } from './site-list/site-list.controller.js';
import { StartShiftController } from './start-shift/start-shift.controller.js';
import { StartShift } from './start-shift/start-shift.handler.js';

const keyFile = {
  provide: KeyFile,
  inject: [CONFIG],
  useFactory: ({ identityKeysFile }: RegistrationConfig) => KeyFile.read(identityKeysFile),
};

const migrations = [...messagingMigrations, ...registrationMigrations];
const entities = [Campaign, PolicyValue, Round, Division, Site, Device, Shift];

/** Table of contents of the room, in the order of a campaign: plan, places, people, calling back. */
@Module({
  imports: [
    PlatformModule.for({ app: 'registration', schema: 'registration', migrations, entities }),
    MessagingModule.for({
      app: 'registration',
      handlers: [
        OnDetectionRaised,
        OnRecollectionRequested,
        OnRecollectionClosed,
        OnRecollectionJoined,
        OnHouseholdAsked,
        OnMeasuresTold,
      ],
    }),
  ],
  controllers: [
    // Plan
    ...[OpenCampaignController, ChangePolicyController, OpenRoundController, CloseRoundController],
    PackActsController,
    // Places
    ...[PutDivisionsController, RegisterSitesController, RegisterDeviceController, StartShiftController],
    ProveShiftController,
    // Who is let in no longer
    ...[RevokeController, EndRevocationController, RevocationListController],
    // People
    ...[ImportRosterController, RegisterParticipantController, ResolveParticipantsController],
    ...[MaskParticipantsController, RevealParticipantController, AddressForNoticeController, ChangeContactController],
    // The end
    ...[CloseCampaignController, CertificateController],
    // Keys
    ...[RotateKeysController, KeyListController],
    // Views
    ...[CampaignListController, SiteListController, RecollectionOrderListController],
    ...[DeviceListController, ClosingListController, PackActListController],
  ],
  providers: [
    // Commands
    ...[OpenCampaign, ChangePolicy, OpenRound, CloseRound, PutDivisions, RegisterSites, RegisterDevice, StartShift],
    ...[ProveShift, Revoke, PackActs, PolicyPackStore],
    ...[
      ImportRoster,
      RegisterParticipant,
      RevealParticipant,
      AddressForNotice,
      ChangeContact,
      RotateKeys,
      CloseCampaign,
      EraseIdentities,
    ],
    // Stores
    ...[CampaignStore, SiteStore, DeviceStore, RevocationStore, RosterStore, ParticipantStore, RecollectionOrderStore],
    ...[HouseholdStore, TellHouseholds, MeasuresTold],
    ...[
      keyFile,
      KeyRing,
      UnreadableValues,
      ResealRows,
      ContactStore,
      LookupBudget,
      CampaignPlaces,
      ClosingStore,
      CertificateStore,
      Retention,
      Caretaker,
    ],
    ResidenceStore,
    // Facts from other rooms
    OnDetectionRaised,
    OnRecollectionRequested,
    ...[OnRecollectionClosed, OnRecollectionJoined],
    OnMeasuresTold,
    OnHouseholdAsked,
  ],
})
export class RegistrationModule {}
