import { createTubes } from './0001-create-tubes.js';
import { createJournal } from './0002-create-journal.js';
import { createBatches } from './0003-create-batches.js';
import { createParticipantDirectory } from './0004-create-participant-directory.js';
import { indexExceptions } from './0005-index-exceptions.js';
import { numberDirectoryEntries } from './0007-number-directory-entries.js';
import { watchTubesUnderWay } from './0008-watch-tubes-under-way.js';
import { reportBindings } from './0009-report-bindings.js';

/** In the order of their numbers; never edited once they ran anywhere. */
export const batchingMigrations = [
  createTubes,
  createJournal,
  createBatches,
  createParticipantDirectory,
  indexExceptions,
  numberDirectoryEntries,
  watchTubesUnderWay,
  reportBindings,
];
