import { eventually } from '@lib/testing';
import type { Ask } from './ask.js';
import type { Half } from './half.js';

/** Out: what rang on the screen of the half's duty name when the ladder of its alert called; nobody else of the matrix bears that name. */
export async function ringAlone(ask: Ask, half: Half): Promise<string> {
  const duty = { ...half.as('cdc-duty'), sub: `duty-${half.district}` };
  return eventually(
    async () => {
      const { alarms } = await ask<{ alarms: { alarmId: string; person: string | null }[] }>(
        duty,
        'GET',
        '/api/notification/v1/alarms',
      );
      const own = alarms.find(({ person }) => person === duty.sub);
      if (own === undefined) throw new Error('nothing rings yet');
      return own.alarmId;
    },
    { withinMs: 60_000 },
  );
}
