import { defineMigration } from '@lib/platform';

// The specimen goes to another laboratory under the same number and the same chain of custody. What is found there stands
// beside the first result; it is no version of it, so neither can overwrite the other.
const referrals = `create table referrals (
     referral_id uuid primary key,
     tube_id text not null references lab_tubes,
     result_version int not null,
     campaign_id uuid not null,
     site_code text not null,
     from_lab text not null,
     to_lab text not null references labs (lab_code),
     first_finding text not null,
     referred_by text not null check (referred_by <> ''),
     referred_at timestamptz not null,
     received_by text,
     received_at timestamptz,
     second_finding text check (second_finding in ('detected', 'not-detected', 'inconclusive', 'single-target', 'invalid')),
     upload_id uuid,
     row int,
     tested_at timestamptz,
     found_by text,
     found_at timestamptz,
     decision text check (decision in ('first-stands', 'second-stands', 'draw-again')),
     decided_by text,
     decided_at timestamptz,
     foreign key (tube_id, result_version) references results (tube_id, version),
     foreign key (upload_id, row) references upload_rows (upload_id, row),
     constraint referral_goes_to_another_laboratory check (from_lab <> to_lab),
     constraint received_by_somebody check ((received_at is null) = (received_by is null)),
     constraint found_whole check (num_nonnulls(second_finding, upload_id, row, tested_at, found_by, found_at) in (0, 6)),
     constraint found_after_it_came check (found_at is null or received_at is not null),
     -- Only a contradiction is decided, by a person who brought neither result.
     constraint decided_whole check (num_nonnulls(decision, decided_by, decided_at) in (0, 3)),
     constraint only_a_contradiction_is_decided check (decision is null or second_finding <> first_finding),
     constraint decided_by_another_person check (decided_by not in (referred_by, found_by))
   )`;

export const createReferrals = defineMigration('0013-create-referrals', [
  referrals,
  'create unique index referrals_one_open on referrals (tube_id) where second_finding is null',
  'create index referrals_of_tube on referrals (tube_id)',
  'create index referrals_to on referrals (to_lab, referral_id)',
  'create index referrals_from on referrals (from_lab, referral_id)',
  'create index referrals_of_upload on referrals (upload_id, row) where upload_id is not null',
]);
