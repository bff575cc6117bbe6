import type { PracticePerson } from '@lib/contracts/http/gateway/practice';
import { systemClock, systemIds } from '@lib/platform';
import { writeTubeBarcode } from '@lib/vocabulary';
import type { JWK } from 'jose';
import { inject } from 'vitest';
import { dutyOf, residentOf, siteManagerOf, supervisorOf, technicianOf } from '../../apps/bulou/src/demo/callers.js';
import { readCity } from '../../apps/bulou/src/demo/city.js';
import { openCampaign } from '../../apps/bulou/src/demo/open-campaign.js';
import type { DemoDevice } from '../../apps/bulou/src/demo/practice-round.js';
import { keyFilesIn, readJwk } from '../../apps/bulou/src/keys.js';
import { OutsideClient } from '../../apps/bulou/src/outside/outside-client.js';
import { readList } from '../../apps/bulou/src/outside/read-list.js';
import { until } from '../../apps/bulou/src/outside/until.js';
import { root } from '../architecture/source-tree.js';

/** One line of the duty officer's ledger, as far as the journeys look at it. */
export interface LedgerAlert {
  readonly escalationId: string;
  readonly tubeId: string;
  readonly rung: number;
  readonly openedAt: string;
  readonly receivedAt: string | null;
  readonly takenAt: string | null;
  readonly takenBy: string | null;
  readonly owner: { readonly role: string; readonly person: string | null };
  readonly calls: readonly { readonly rung: number; readonly person: string | null; readonly calledAt: string }[];
}

export interface MyResult {
  readonly view: string;
  readonly words: { readonly zh: string };
  readonly proof: { readonly state: 'valid' | 'ask' | 'expired' | 'none' };
  readonly asOf: string;
}

export interface UploadAnswer {
  readonly job: string;
  readonly accepted: number;
  readonly held: number;
  readonly alarming: number;
  readonly errors: readonly { readonly code: string }[];
}

type Row = readonly [tubeId: string, word: string, orf1ab: string, n: string, control: string];
type RowCells = readonly [word: string, orf1ab: string, n: string, control: string];
export const row = {
  negative: ['阴性', '无', '无', '28.1'],
  detected: ['阳性', '24.5', '26.1', '28.1'],
  /** Detected, and not a curve to show for it: the gate of missing Ct values holds it. */
  detectedWithoutCurve: ['阳性', '', '', '28.1'],
} as const satisfies Record<string, RowCells>;

export const labCode = 'LAB-DRILL1';
const header = '试管编号,检测结果,ORF1ab Ct,N Ct,内标 Ct';

interface DrawnTube {
  readonly tubeId: string;
  readonly people: readonly string[];
  /** That of a single tube which somebody was asked for. */
  readonly orderId?: string;
}

/** A drill of one site and two rounds, played by hand through the gateway by the people whose acts they are. */
export class SmallDrill {
  #serial = Math.floor(systemClock.now().getTime() / 10) % 99_000_000_000;
  readonly #seq = new Map<string, number>();

  private constructor(
    readonly client: OutsideClient,
    readonly siteCode: string,
    readonly opened: Awaited<ReturnType<typeof openCampaign>>,
  ) {}

  /** In: how many times faster than the day every limit runs, and what differs from the policy. */
  static open(timeScale: number, policy: Readonly<Record<string, unknown>>): Promise<SmallDrill> {
    const key = readJwk(keyFilesIn(inject('houseState')).issuer);
    return SmallDrill.in({ url: inject('houseUrl'), key }, timeScale, policy);
  }

  /** The same in another house than that of the journeys. */
  static async in(
    { url, key }: { readonly url: string; readonly key: JWK },
    timeScale: number,
    policy: Readonly<Record<string, unknown>>,
  ): Promise<SmallDrill> {
    const client = new OutsideClient(url, { key, name: 'bulou-local' });
    const city = readCity(root);
    const [site] = city.sites;
    if (site === undefined) throw new Error('a city without a site');
    const nowMs = systemClock.now().getTime();
    const options = { persons: 0, timeScale, nowMs, name: '演练 · 两条线', policy };
    return new SmallDrill(client, site.siteCode, await openCampaign(client, city, [site], [labCode], options));
  }

  get campaignId(): string {
    return this.opened.campaignId;
  }

  get district(): string {
    return this.siteCode.slice(0, 6);
  }

  /** Samples one tube for each group of people, in the first or the second round, and brings them all to the bench. */
  async bring(round: 'first' | 'second', groups: readonly (readonly string[])[]): Promise<string[]> {
    return this.carry(await this.draw(round, groups));
  }

  /** Samples one tube for each group of people; the tubes stay at the site. */
  async draw(round: 'first' | 'second', groups: readonly (readonly string[])[]): Promise<string[]> {
    const roundId = round === 'first' ? this.opened.roundId : this.opened.waitingRoundId;
    const drawn = groups.map((people) => ({ tubeId: this.#newTube(), people }));
    await this.#sample(this.opened.devices[0], roundId, drawn);
    return drawn.map(({ tubeId }) => tubeId);
  }

  /** Draws the single tube that each of these people is asked for, and brings them to the bench; the tubes by person. */
  async recollect(people: readonly string[]): Promise<Map<string, string>> {
    const orders = await this.ordersOf(people);
    const drawn = orders.map(({ orderId, participantId }) => ({
      ...{ tubeId: this.#newTube(), people: [participantId], orderId },
    }));
    await this.#sample(this.opened.recollectionDevices[0], this.opened.roundId, drawn);
    await this.carry(drawn.map(({ tubeId }) => tubeId));
    return new Map(drawn.map(({ people: [person = ''], tubeId }) => [person, tubeId]));
  }

  /** The orders for a single swab of these people, once the site's list has all of them. */
  ordersOf(people: readonly string[]): Promise<{ orderId: string; participantId: string; cause: string }[]> {
    const path = `/api/registration/v1/campaigns/${this.campaignId}/recollection-orders`;
    return until('the recollection list', 90, async () => {
      const manager = siteManagerOf(this.siteCode);
      const listed = await readList<{ orderId: string; participantId: string; cause: string }>(
        ...([this.client, manager, path, 'orders'] as const),
      );
      const wanted = listed.filter(({ participantId }) => people.includes(participantId));
      return wanted.length === people.length ? wanted : undefined;
    });
  }

  /** Packs these tubes, hands the box over and has the bench receive it, without those that were lost on the way. */
  async carry(tubes: readonly string[], lost: readonly string[] = []): Promise<string[]> {
    const batchId = systemIds.uuid7();
    const manager = siteManagerOf(this.siteCode);
    const post = (path: string, json: unknown) => this.client.ask(manager, { method: 'POST', path, json });
    const box = `/api/batching/v1/batches/${batchId}`;
    await post('/api/batching/v1/batches', { batchId, campaignId: this.campaignId, labCode });
    await post(`${box}/tubes`, { tubeIds: tubes });
    const courier = { sealNumber: `S-${batchId.slice(-8)}`, takenOverBy: 'courier-7', capturedAt: this.#now() };
    await post(`${box}/hand-over`, { tubesCounted: tubes.length, ...courier });
    const arrived = tubes.filter((tube) => !lost.includes(tube));
    const arrival = { batchId, received: arrived, rejected: [] };
    await this.client.ask(technicianOf(labCode), { method: 'POST', path: '/api/lab/v1/arrivals', json: arrival });
    await until('the bench knows its tubes', 90, async () => {
      const path = '/api/lab/v1/waiting-tubes';
      const waiting = await readList<{ tubeId: string }>(this.client, technicianOf(labCode), path, 'tubes');
      const received = new Set(waiting.map(({ tubeId }) => tubeId));
      return arrived.every((tube) => received.has(tube)) ? true : undefined;
    });
    return [...tubes];
  }

  /** Registers people of this site, so that somebody can be called by name; none of them exists. */
  async register(count: number): Promise<string[]> {
    const people = somePeople(count);
    for (const [index, participantId] of people.entries()) {
      const person = {
        name: `演练${'甲乙丙丁戊己庚辛壬癸'[index % 10]}`,
        phone: '13800000000',
        address: '演练路 1 号',
      };
      const card = { cardKind: 'other', cardNumber: `DRILL-${participantId.slice(0, 18)}` };
      await this.client.ask(siteManagerOf(this.siteCode), {
        ...{ method: 'POST', path: '/api/registration/v1/participants' },
        json: { participantId, campaignId: this.campaignId, ...card, ...person },
      });
    }
    return people;
  }

  /** The supervisor says that a tube which never arrived is lost. */
  async declareLost(tubeId: string): Promise<void> {
    const path = `/api/lab/v1/tubes/${tubeId}/lost`;
    await this.client.ask(supervisorOf(labCode), { method: 'POST', path, json: {} });
  }

  /** Uploads one file; the technician's word is not yet anybody's to hear. */
  async upload(rows: readonly Row[], lab = labCode): Promise<UploadAnswer> {
    const file = Buffer.from(`${[header, ...rows.map((cells) => cells.join(','))].join('\r\n')}\r\n`, 'utf8');
    return this.client.ask(technicianOf(lab), { method: 'POST', path: '/api/lab/v1/uploads', file });
  }

  async release(job: string): Promise<void> {
    const path = `/api/lab/v1/uploads/${job}/release`;
    await this.client.ask(supervisorOf(labCode), { method: 'POST', path, json: {} });
  }

  async ledger(): Promise<LedgerAlert[]> {
    const path = `/api/notification/v1/campaigns/${this.campaignId}/escalations`;
    const call = { method: 'GET', path } as const;
    return (await this.client.ask<{ escalations: LedgerAlert[] }>(dutyOf(this.district), call)).escalations;
  }

  async take(escalationId: string): Promise<{ takenBy: string; cases: number; holds: number; recollections: number }> {
    const path = `/api/isolation/v1/alerts/${escalationId}/take`;
    return this.client.ask(dutyOf(this.district), { method: 'POST', path, json: {} });
  }

  me(participantId: string): Promise<MyResult> {
    return this.client.ask(residentOf(participantId), { method: 'GET', path: '/api/result-desk/v1/me' });
  }

  /** Puts these residents on the door page, each under a key, and whoever else is named, so that a browser can sign in. */
  async showAtTheDoor(
    residents: Readonly<Record<string, string>>,
    staff: readonly PracticePerson[] = [],
  ): Promise<void> {
    const people = Object.entries(residents).map(([key, participant]) => {
      return { key, zh: '居民', en: 'resident', role: 'resident', scope: { participant }, page: '/resident' };
    });
    const duty = { zh: '值班员', en: 'duty officer', role: 'cdc-duty', scope: { district: this.district } };
    const known = [...people, { key: 'duty-small', ...duty, page: '/console' }, ...staff];
    const json = { campaignId: this.campaignId, people: known };
    const admin = { sub: 'practice-admin', role: 'admin', scope: {} } as const;
    await this.client.ask(admin, { method: 'PUT', path: '/api/gateway/v1/practice/people', json });
  }

  close(): Promise<void> {
    return this.client.close();
  }

  readonly #now = (): string => systemClock.now().toISOString();
  readonly #newTube = (): string => writeTubeBarcode('97', (this.#serial += 1));

  async #sample(device: DemoDevice | undefined, roundId: string, tubes: readonly DrawnTube[]): Promise<void> {
    if (device === undefined) throw new Error('a drill without a device');
    const { deviceId, shiftId, siteCode } = device;
    const acts = tubes.flatMap(({ tubeId, people, orderId }) => [
      orderId === undefined
        ? { kind: 'open-tube', tubeId, roundId, capacity: 10, purpose: 'round' }
        : { kind: 'open-tube', tubeId, roundId, capacity: 1, purpose: 'recollection', orderId },
      ...people.map((subjectId) => ({ kind: 'scan', tubeId, subjectKind: 'person', subjectId })),
      // A tube of one that holds one is full, and needs no reason.
      { kind: 'seal-tube', tubeId, specimens: people.length, ...(orderId ? {} : { partialReason: 'end-of-queue' }) },
    ]);
    const first = (this.#seq.get(deviceId) ?? 0) + 1;
    this.#seq.set(deviceId, first + acts.length - 1);
    const events = acts.map((act, index) => ({ ...act, seq: first + index, capturedAt: this.#now() }));
    const scope = { site: siteCode, device: deviceId, shift: shiftId };
    const { answers } = await this.client.ask<{ answers: { outcome: string }[] }>(
      { sub: 'sampler-small', role: 'sampler', scope },
      { method: 'POST', path: '/api/batching/v1/journal', json: { campaignId: this.campaignId, deviceId, events } },
    );
    const wrong = answers.find(({ outcome }) => outcome !== 'accepted');
    if (wrong !== undefined) throw new Error(`the journal was answered ${JSON.stringify(wrong)}`);
  }
}

export const somePeople = (count: number): string[] => Array.from({ length: count }, () => systemIds.uuid4());
