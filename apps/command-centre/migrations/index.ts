import { messagingMigrations } from '@lib/messaging';
import { createFacts } from './0001-create-facts.js';
import { createBoards } from './0002-create-boards.js';
import { numberCaseSteps } from './0003-number-case-steps.js';
import { rewriteTubesInPlace } from './0006-rewrite-tubes-in-place.js';

/** All steps of this room's schema, in order. */
export const migrations = [...messagingMigrations, createFacts, createBoards, numberCaseSteps, rewriteTubesInPlace];
