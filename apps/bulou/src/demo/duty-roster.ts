import { systemIds } from '@lib/platform';
import type { OutsideClient } from '../outside/outside-client.js';
import { admin, dutyOf, wall } from './callers.js';

const hourMs = 3_600_000;

interface OnDuty {
  readonly role: string;
  readonly districtCode: string | null;
  readonly person: string;
}

const put = (
  client: OutsideClient,
  people: readonly OnDuty[],
  startsAtMs: number,
  endsAtMs: number,
): Promise<unknown> => {
  const times = { startsAt: new Date(startsAtMs).toISOString(), endsAt: new Date(endsAtMs).toISOString() };
  const duties = people.map((one) => ({ dutyId: systemIds.uuid7(), ...one, ...times }));
  return client.ask(admin, { method: 'POST', path: '/api/notification/v1/duties', json: { duties } });
};

/**
 * The people of the door page take their district over, from now on: whoever came last is called first, so that what is
 * detected from here rings at somebody whom a visitor can be.
 */
export async function takeDistrictOver(
  client: OutsideClient,
  district: string,
  people: readonly { readonly key: string; readonly role: string }[],
  nowMs: number,
): Promise<void> {
  const onDuty = people.map(({ key, role }) => ({ role, districtCode: district, person: key }));
  await put(client, onDuty, nowMs, nowMs + 24 * hourMs);
}

/** Puts somebody on every rung of the ladder in each district, from an hour ago for a day: no alert calls into the void. */
export async function putDutyRoster(client: OutsideClient, districts: readonly string[], nowMs: number): Promise<void> {
  const duty = (role: string, districtCode: string | null, person: string) => ({ role, districtCode, person });
  const everybody = [
    ...districts.flatMap((district) => [
      duty('cdc-duty', district, dutyOf(district).sub),
      duty('isolation-officer', district, `officer-${district}`),
      duty('district-liaison', district, `liaison-${district}`),
      duty('sampling-squad', district, `squad-${district}`),
      duty('community-cadre', district, `cadre-${district}`),
      duty('doctor', district, `doctor-${district}`),
    ]),
    duty('command-centre', null, wall.sub),
  ];
  await put(client, everybody, nowMs - hourMs, nowMs + 24 * hourMs);
}
