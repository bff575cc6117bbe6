import { createFacts } from './0001-create-facts.js';
import { numberCaseFacts } from './0002-number-case-facts.js';
import { recordMeasures } from './0004-record-measures.js';

/** In the order of their numbers; never edited once they ran anywhere. */
export const resultDeskMigrations = [createFacts, numberCaseFacts, recordMeasures];
