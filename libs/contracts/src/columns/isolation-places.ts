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
  table('vehicles', 'vehicles that fetch people', 'plan', 'district_code label registered_by registered_at', {
    ...words('operational', 'the vehicle, and how many it takes', 'vehicle_id capacity'),
  }),
  table(
    'trips',
    'trips of vehicles, one at a time each',
    'measures',
    'district_code opened_by opened_at closed_by closed_at',
    {
      ...words('operational', 'the trip, its vehicle, and how many it takes', 'trip_id vehicle_id capacity'),
    },
  ),
  table(
    'household_tubes',
    'pools that are one household’s',
    'pseudonymous',
    'tube_id campaign_id site_code recorded_at',
  ),
  table(
    'sealed_tubes',
    'who is alone in a sealed tube that somebody may wait for; nobody for a pool',
    'pseudonymous',
    'tube_id campaign_id participant_id recorded_at',
  ),
  table(
    'discharges',
    'who let an infected person go, and on which of their swabs',
    'measures',
    'campaign_id participant_id measure_id policy_version',
    {
      swabs: ['sensitive', 'the swabs that a doctor named, with version and thresholds'],
      discharged_by: ['pseudonym', account],
      discharged_at: ['operational', 'when, by the database'],
    },
  ),
  table(
    'transfers',
    'who is brought where: ordered, in the vehicle, arrived',
    'measures',
    'campaign_id participant_id case_id measure_id point_id site_code district_code state ordered_at due_at',
    {
      transfer_id: ['sensitive', 'the transfer'],
      stay_id: ['sensitive', 'the room that waits at the destination'],
      ...words('operational', 'the trip and the seat on it', 'trip_id capacity seat'),
      ...words('pseudonym', account, 'ordered_by boarded_by arrived_by cancelled_by'),
      ...words('operational', 'when, by the database', 'boarded_at arrived_at cancelled_at'),
    },
  ),
  table(
    'case_reports',
    'the statutory report of each verified case: made, checked, investigated, withdrawn',
    'measures',
    `case_id sequence campaign_id participant_id tube_id result_version site_code district_code verified_at`,
    {
      report_id: ['sensitive', 'the report'],
      ...words('operational', 'by when it is owed', 'report_due_at check_due_at investigate_due_at'),
      ...words(
        'operational',
        'when, by the database',
        'reported_at checked_at investigated_at taken_back_at withdrawn_at',
      ),
      ...words('pseudonym', account, 'reported_by checked_by investigated_by withdrawn_by'),
      ...words(
        'operational',
        'the number that the network gave back; begins with a letter, names nobody',
        'report_receipt investigation_receipt withdrawal_receipt',
      ),
    },
  ),
  table(
    'awaited_results',
    'who waits at a fever clinic or gate for the result of their own tube',
    'measures',
    `campaign_id participant_id tube_id site_code district_code order_id measure_id policy_version ends_at ended_at
     ended_because answered_at`,
    {
      wait_id: ['sensitive', 'the wait'],
      setting: ['operational', 'fever clinic or gate'],
      stay_id: ['sensitive', 'the single room'],
      ...words('pseudonym', account, 'begun_by ended_by'),
      begun_at: ['operational', 'when, by the database'],
      answer: ['sensitive', 'what the laboratory found, that there is no result, or that the tube is not theirs'],
    },
  ),
];
