import { batchingTables } from '@lib/contracts/columns/batching';
import type { TableEntry } from '@lib/contracts/columns/column';
import { commandCentreTables } from '@lib/contracts/columns/command-centre';
import { basisTables } from '@lib/contracts/columns/isolation-bases';
import { placeTables } from '@lib/contracts/columns/isolation-places';
import { isolationTables } from '@lib/contracts/columns/isolation';
import { labTables } from '@lib/contracts/columns/lab';
import { notificationTables } from '@lib/contracts/columns/notification';
import { auditTables, pipeTables } from '@lib/contracts/columns/pipe';
import { registrationTables } from '@lib/contracts/columns/registration';
import { registrationLooks } from '@lib/contracts/columns/registration-looks';
import { resultDeskTables } from '@lib/contracts/columns/result-desk';

const rooms: Readonly<Record<string, readonly TableEntry[]>> = {
  registration: [...registrationTables, ...registrationLooks],
  batching: batchingTables,
  lab: labTables,
  notification: notificationTables,
  isolation: [...isolationTables, ...basisTables, ...placeTables],
  command_centre: commandCentreTables,
  result_desk: resultDeskTables,
};

/** Every column that the house stores, by schema: what it is for, what it may tell, how long it is kept. */
export const houseColumns: Readonly<Record<string, readonly TableEntry[]>> = Object.fromEntries(
  Object.entries(rooms).flatMap(([schema, own]) => [
    [schema, [...own, ...pipeTables]],
    [`${schema}_audit`, auditTables],
  ]),
);
