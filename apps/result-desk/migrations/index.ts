import { createFacts } from './0001-create-facts.js';
import { numberCaseFacts } from './0002-number-case-facts.js';
import { recordMeasures } from './0004-record-measures.js';
import { doubtBindings } from './0006-doubt-bindings.js';

/** In the order of their numbers; never edited once they ran anywhere. */
export const resultDeskMigrations = [createFacts, numberCaseFacts, recordMeasures, doubtBindings];
