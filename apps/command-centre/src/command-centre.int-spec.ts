import type { ContentOf, EventContract } from '@lib/contracts/event';
import { BatchHandedOverV1 } from '@lib/contracts/events/batching/batch-handed-over.v1';
import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { ResultRecordedV1 } from '@lib/contracts/events/lab/result-recorded.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import type { Funnel } from '@lib/contracts/http/command-centre/wall';
import { topics } from '@lib/contracts/topics';
import { type OutboundMessage, Publisher } from '@lib/messaging';
import { systemIds } from '@lib/platform';
import { eventually, namespacedKafka, openRoom } from '@lib/testing';
import type { NamespacedKafka, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandCentreModule } from './command-centre.module.js';

const { campaignId } = CampaignOpenedV1.example;
const wall = { sub: 'wall-1', role: 'command-centre', scope: {} } as const;

function message<C extends EventContract>(contract: C, part: Partial<ContentOf<C>> = {}): OutboundMessage {
  const content = contract.shape.parse({ ...contract.example, ...part }) as ContentOf<C>;
  const key = contract.keyOf(content);
  const headers = {
    ce_specversion: '1.0',
    ce_id: systemIds.uuid7(),
    ce_type: contract.type,
    ce_source: `/bulou/${contract.producer}`,
    ce_subject: key,
    ce_time: '2026-11-21T08:00:00.000Z',
    ce_sequence: '1',
  };
  return { topic: contract.topic, key, headers, value: JSON.stringify(content) };
}

const members = Array.from({ length: 10 }, (_, index) => ({
  position: index + 1,
  subjectKind: 'person' as const,
  subjectId: systemIds.uuid4(),
}));

let kafka: NamespacedKafka;
let publisher: Publisher;
let room: Room;

beforeAll(async () => {
  kafka = namespacedKafka();
  await kafka.admin.ensureTopics(topics);
  publisher = new Publisher(kafka.settings, topics);
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'command-centre', schema: 'command_centre', module: CommandCentreModule, env });
});

afterAll(async () => {
  await room?.close();
  await publisher?.close();
  await kafka?.drop();
});

const funnelPath = `/v1/campaigns/${campaignId}/funnel`;

async function tubesAt(stage: string): Promise<number | null | undefined> {
  const { body } = await room.call('GET', funnelPath, { as: wall });
  return (body as Funnel).stages.find((each) => each.stage === stage)?.tubes;
}

/** The events of a stream, as they come. */
async function* eventsOf(path: string, signal: AbortSignal): AsyncGenerator<{ event: string; payload: Funnel }> {
  const headers = { authorization: await room.bearer(wall) };
  const answer = await fetch(room.service.url + path, { headers, signal });
  let text = '';
  for await (const bytes of answer.body ?? []) {
    text += new TextDecoder().decode(bytes);
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event, payload] = /^event: (.*)\ndata: (.*)$/m.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (event !== undefined && payload !== undefined) yield { event, payload: JSON.parse(payload) };
    }
  }
}

describe('the command centre', () => {
  test('does not know a campaign before its fact has come', async () => {
    const answer = await room.call('GET', funnelPath, { as: wall });
    expect(answer).toMatchObject({ status: 404, body: { code: 'CAMPAIGN_UNKNOWN' } });
  });

  test.each([
    ['nobody', undefined, 401],
    ['a sampler', { sub: 's-1', role: 'sampler', scope: { site: '330105-0001' } } as const, 403],
  ])('%s does not see the wall', async (_who, as, status) => {
    const answer = await room.call('GET', funnelPath, as === undefined ? {} : { as });
    expect(answer.status).toBe(status);
  });

  test('lists a campaign when it has heard of it, and says malformed of what is no campaign id', async () => {
    await publisher.publish([message(CampaignOpenedV1)]);
    await eventually(async () => {
      const { body } = await room.call('GET', '/v1/campaigns', { as: wall });
      expect(body).toMatchObject({ campaigns: [{ campaignId, name: '演练一', kind: 'drill' }] });
    });
    expect(await room.call('GET', '/v1/campaigns/x/funnel', { as: wall })).toMatchObject({ status: 400 });
  });

  test('a screen gets the funnel at once and again when a fact changed it', async () => {
    const over = new AbortController();
    const stream = eventsOf(`/v1/campaigns/${campaignId}/stream`, over.signal);
    const first = await stream.next();
    expect(first.value).toMatchObject({ event: 'funnel', payload: { campaignId } });
    await publisher.publish([message(TubeSealedV1, { members })]);
    for await (const { event, payload } of stream) {
      if (event === 'funnel' && payload.stages[1]?.tubes === 1) break;
    }
    over.abort();
    const { body } = await room.call('GET', funnelPath, { as: wall });
    expect((body as Funnel).newestEventAt).toBe('2026-11-21T08:00:00.000Z');
  });

  test('a day of 20,000 persons in 2,400 tubes flows through the pipe', async () => {
    const tubeIds = Array.from({ length: 2_400 }, (_, index) => writeTubeBarcode('31', index));
    const tubes = tubeIds.map((tubeId) => ({ tubeId, specimens: 10, custodySeq: 4, custodyHash: 'a'.repeat(64) }));
    const boxes = Array.from({ length: 24 }, (_, box) => ({
      batchId: systemIds.uuid7(),
      tubes: tubes.slice(box * 100, box * 100 + 100),
    }));
    await publisher.publish(tubeIds.map((tubeId) => message(ResultRecordedV1, { tubeId })));
    await publisher.publish(boxes.map((box) => message(BatchHandedOverV1, box)));
    await publisher.publish(tubeIds.map((tubeId) => message(TubeSealedV1, { tubeId, members })));
    await eventually(async () => expect(await tubesAt('resulted')).toBe(2_400), { withinMs: 30_000, everyMs: 100 });
    expect(await tubesAt('sealed')).toBe(2_401);
  });
});
