import type { Migration } from '@lib/platform';
import { createLabsAndPolicies } from './0001-create-labs-and-policies.js';
import { createTubes } from './0002-create-tubes.js';
import { createBoxesAndArrivals } from './0003-create-boxes-and-arrivals.js';
import { createUploads } from './0004-create-uploads.js';
import { createResults } from './0005-create-results.js';
import { findContradictingRows } from './0006-find-contradicting-rows.js';
import { createAskedCorrections } from './0007-create-asked-corrections.js';
import { watchWaitingTubes } from './0008-watch-waiting-tubes.js';
import { createAdmittedRows } from './0009-create-admitted-rows.js';
import { keepRetests } from './0011-keep-retests.js';
import { createReferrals } from './0013-create-referrals.js';
import { keepAwaitedTubes } from './0015-keep-awaited-tubes.js';
import { askForAnyFinding } from './0016-ask-for-any-finding.js';
import { rewriteTubesInPlace } from './0014-rewrite-tubes-in-place.js';

/** Every step of the schema, in order; never edited once merged. */
export const labMigrations: readonly Migration[] = [
  createLabsAndPolicies,
  createTubes,
  createBoxesAndArrivals,
  createUploads,
  createResults,
  findContradictingRows,
  createAskedCorrections,
  watchWaitingTubes,
  createAdmittedRows,
  keepRetests,
  createReferrals,
  rewriteTubesInPlace,
  keepAwaitedTubes,
  askForAnyFinding,
];
