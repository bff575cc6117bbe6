import { tableOf, words } from '@lib/contracts/columns/column';
import type { TableEntry } from '@lib/contracts/columns/column';
import { houseWords } from '@lib/contracts/columns/column-words';

const account = 'account of the member of staff who did it';
const table = tableOf({
  ...houseWords,
  ...words('operational', 'the isolation point, hospital or waiting rooms, and the room', 'point_id room_id label'),
  ...words('sensitive', 'the measure', 'measure_id'),
});

/** Where people are taken in: points, check lists, rooms, and who has which room, by pseudonym. */
export const placeTables: readonly TableEntry[] = [
  table(
    'isolation_points',
    'isolation points, hospitals and waiting rooms',
    'plan',
    'point_id kind district_code site_code registered_by registered_at',
    { name: ['operational', 'name of the place, as on its door'] },
  ),
  table('point_inspections', 'check lists of three zones and two passages', 'plan', 'point_id recorded_at', {
    inspection_id: ['operational', 'the inspection'],
    ...words('operational', 'what was found, and whether all of it is as it must be', 'zone_checks is_passed'),
    inspected_on: ['operational', 'the day of the inspection'],
    inspected_by: ['pseudonym', 'account of the inspector'],
  }),
  table('rooms', 'rooms of a point, each for one person', 'plan', 'room_id point_id label'),
  table(
    'room_stays',
    'who has which room, from reservation to disinfection',
    'measures',
    'room_id point_id campaign_id participant_id measure_id state',
    {
      ...words('sensitive', 'one person’s time in one room, and whom they share it with', 'stay_id shares_with seat'),
      sharing: ['sensitive', 'guardian and minor'],
      ...words('pseudonym', account, 'reserved_by moved_in_by moved_out_by disinfected_by'),
      ...words('operational', 'when, by the database', 'reserved_at moved_in_at moved_out_at disinfected_at'),
    },
  ),
];
