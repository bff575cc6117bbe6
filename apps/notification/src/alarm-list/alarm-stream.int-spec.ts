import { systemIds } from '@lib/platform';
import type { TokenClaims } from '@lib/platform';
import { eventually } from '@lib/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ask, theHouse, withNoticeRoom } from '../send-notices/notice-room.js';
import { AlarmView } from './alarm-view.store.js';

withNoticeRoom();

const ending: AbortController[] = [];
afterEach(() => {
  for (const one of ending.splice(0)) one.abort();
  vi.restoreAllMocks();
});

/** A screen that listens. Out: what it has heard so far. */
async function listen(sub: string, district: string): Promise<() => string> {
  const { room } = theHouse();
  const claims: TokenClaims = { sub, role: 'community-cadre', scope: { district } };
  const end = new AbortController();
  ending.push(end);
  const answer = await fetch(`${room.service.url}/v1/alarms/stream`, {
    headers: { authorization: await room.bearer(claims) },
    signal: end.signal,
  });
  let heard = '';
  const hear = async (): Promise<void> => {
    const text = new TextDecoder();
    for await (const piece of answer.body ?? []) heard += text.decode(piece, { stream: true });
  };
  hear().catch(() => undefined);
  await eventually(() => heard.includes('event: alarms'));
  return () => heard;
}

const ring = async (districtCode: string, person?: string): Promise<string> => {
  const [entry] = await ask({
    campaignId: theHouse().campaignId,
    kind: 'dispatch',
    to: { role: 'community-cadre', districtCode, person },
    cause: { kind: 'dispatch', id: systemIds.uuid7(), version: 1 },
    fields: { what: '社区接手', siteCode: `${districtCode}-0001` },
    requestedBy: 'notification',
  });
  if (entry === undefined) throw new Error('this was asked for before');
  return entry.noticeId;
};

describe('the screens of a station', () => {
  test('all ring for what is for all of them, and one alone for what is for one', async () => {
    const [first, second, elsewhere] = [
      await listen('cadre-1', '330105'),
      await listen('cadre-2', '330105'),
      await listen('cadre-3', '330106'),
    ];
    const forAll = await ring('330105');
    await eventually(() => first().includes(forAll) && second().includes(forAll));
    const forOne = await ring('330105', 'cadre-2');
    await eventually(() => second().includes(forOne));
    const next = await ring('330105');
    await eventually(() => first().includes(next));
    expect(first()).not.toContain(forOne);
    expect(elsewhere()).not.toContain(forAll);
  });

  test('cost one look at their place together, however many they are', async () => {
    for (const sub of ['cadre-1', 'cadre-2', 'cadre-3', 'cadre-4']) await listen(sub, '330107');
    const looks: number[] = [];
    const view = theHouse().room.service.app.get(AlarmView);
    const look = view.unreadAt.bind(view);
    vi.spyOn(view, 'unreadAt').mockImplementation((place) => {
      looks.push(performance.now());
      return look(place);
    });
    await eventually(() => looks.length >= 4);
    const pauses = looks.slice(1).map((at, index) => at - looks[index]!);
    // Twice a second; screens that each looked for themselves would do so at the same instant.
    expect(Math.min(...pauses)).toBeGreaterThan(100);
  });
});
