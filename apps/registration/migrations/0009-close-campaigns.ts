import { defineMigration } from '@lib/platform';

export const closeCampaigns = defineMigration('0009-close-campaigns', [
  // Two people: who proposed cannot confirm. `before` holds the counts at the moment the keys were destroyed.
  `create table campaign_closings (
     campaign_id uuid primary key references campaigns,
     reason text not null,
     proposed_by text not null,
     proposed_at timestamptz not null,
     confirmed_by text,
     confirmed_at timestamptz,
     keys_destroyed jsonb,
     before jsonb,
     erased_at timestamptz,
     check (confirmed_by is null or confirmed_by <> proposed_by),
     check ((confirmed_by is null) = (confirmed_at is null)),
     check (erased_at is null or confirmed_at is not null)
   )`,
  `create table campaign_certificates (
     certificate_id uuid primary key,
     campaign_id uuid not null unique references campaign_closings,
     sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
     signed text not null,
     issued_at timestamptz not null
   )`,
]);
