import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemIds } from '@lib/platform';
import { openHouse } from '@lib/testing';
import type { Child, House } from '@lib/testing';
import { ladderRoles } from '@lib/vocabulary';
import { afterAll, beforeAll } from 'vitest';
import { keys, Receivers } from '../send-notices/receivers.js';

// For the tests of this room: notification in processes of its own, with a roster, and with a receiver for what it sends.

interface DispatchHouse {
  readonly house: House;
  readonly to: Receivers;
}

let opened: DispatchHouse | undefined;

export const theHouse = (): DispatchHouse => {
  if (opened === undefined) throw new Error('the house is not open yet');
  return opened;
};

/** Starts notification with its ways out. In: a failpoint, if it is to die or to stop. */
export const startNotification = (failpoint?: string): Promise<Child> => {
  const { house, to } = theHouse();
  return house.start('notification', {
    BULOU_LOG_LEVEL: 'debug',
    BULOU_NOTICE_CHANNELS: join(house.folder, 'channels.json'),
    BULOU_NOTICE_SECRET: keys.secret,
    REGISTRATION_URL: `http://127.0.0.1:${to.ports.registration}`,
    ...(failpoint === undefined ? {} : { BULOU_FAILPOINT: failpoint }),
  });
};

const rosterSql = `insert into notification.duties
   (duty_id, role, district_code, person, starts_at, ends_at, put_by, recorded_at)
 select duty_id, role, case when role <> 'command-centre' then '330105' end, role || '-1',
        now() - interval '1 hour', now() + interval '1 hour', 'admin-1', now()
   from unnest($1::uuid[], $2::text[]) as t(duty_id, role)`;

export function withDispatchHouse(): void {
  beforeAll(async () => {
    const house = await openHouse('notification', 'isolation');
    const to = new Receivers();
    await to.open();
    opened = { house, to };
    await writeFile(join(house.folder, 'channels.json'), JSON.stringify(to.channelFile()), { mode: 0o600 });
    // It makes its tables, and is gone before anything happens.
    const first = await startNotification();
    const roles = [...ladderRoles, 'sampling-squad', 'community-cadre'];
    const ids = roles.map(() => systemIds.uuid7());
    await house.postgres.admin(rosterSql, [ids, roles]);
    await first.kill();
  }, 120_000);

  afterAll(async () => {
    await opened?.house.close();
    await opened?.to.close();
  });
}

export interface DispatchRow {
  readonly dispatchId: string;
  readonly call: number;
  readonly toldCall: number;
  readonly epoch: number;
  readonly receivedAt: Date | null;
}

export const dispatchesOf = (tubes: readonly string[]): Promise<DispatchRow[]> =>
  theHouse().house.postgres.admin<DispatchRow>(
    `select d.dispatch_id as "dispatchId", d.call, d.told_call as "toldCall", d.epoch, d.received_at as "receivedAt"
       from notification.dispatches d join notification.escalations e using (escalation_id)
      where e.tube_id = any($1::text[]) order by d.dispatch_id`,
    [tubes],
  );

/** Out: how often each of these dispatches reached the other system, in the order given. */
export const postsOf = (rows: readonly Pick<DispatchRow, 'dispatchId'>[]): number[] => {
  const about = theHouse().to.webhooks.map(({ body }) => (body['cause'] as { id: string }).id);
  return rows.map(({ dispatchId }) => about.filter((id) => id === dispatchId).length);
};
