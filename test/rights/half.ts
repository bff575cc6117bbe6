import { randomUUID } from 'node:crypto';
import type { TokenClaims } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import type { Role } from '@lib/vocabulary';
import type { RouteContract } from '@lib/contracts/route';
import { pack } from '../../apps/isolation/src/measure-room.js';
import { exampleOf } from './example.js';
import type { Ask } from './ask.js';
import { isolate } from './half-care.js';
import { takeIn, waitAlone } from './half-places.js';
import { bodyOf, dutyOf, usual } from './requests.js';

const now = (): string => new Date().toISOString();
const passport = (): string => `E${randomUUID().replace(/\D/g, '').slice(0, 8).padEnd(8, '0')}`;

/** One half of a small city, worked through by the public interface from the campaign to the alert that somebody took. */
export class Half {
  readonly campaignId = randomUUID();
  readonly roundId = randomUUID();
  readonly deviceId = randomUUID();
  readonly shiftId = randomUUID();
  readonly batchId = randomUUID();
  readonly handedId = randomUUID();
  readonly dutyId = randomUUID();
  readonly spareDeviceId = randomUUID();
  readonly tubes: readonly string[];
  participantIds: string[] = [];
  private seq = 0;

  constructor(
    private readonly ask: Ask,
    readonly district: string,
    readonly labCode: string,
    prefix: string,
  ) {
    this.tubes = [1, 2, 3, 4].map((serial) => writeTubeBarcode(prefix, serial));
  }

  get siteCode(): string {
    return `${this.district}-0001`;
  }

  tube(place: number): string {
    return this.tubes[place] ?? '';
  }

  as(role: Role): TokenClaims {
    const scope = {
      site: this.siteCode,
      lab: this.labCode,
      district: this.district,
      device: this.deviceId,
      shift: this.shiftId,
    };
    return { sub: `${role}-${this.district}`, role, scope };
  }

  async openPlaces(): Promise<void> {
    const [admin, manager] = [this.as('admin'), this.as('site-manager')];
    const { campaignId, roundId, siteCode, labCode, district, deviceId, shiftId } = this;
    const policy = { runMinutesMin: 0, measures: pack };
    await this.ask(admin, 'POST', '/api/registration/v1/campaigns', {
      campaignId,
      name: '演练',
      kind: 'drill',
      policy,
    });
    const closesAt = new Date(Date.now() + 86_400_000).toISOString();
    const round = { roundId, number: 1, opensAt: now(), closesAt };
    await this.ask(admin, 'POST', `/api/registration/v1/campaigns/${campaignId}/rounds`, round);
    await this.ask(admin, 'PUT', '/api/registration/v1/divisions', { divisions: [{ code: district, name: '区' }] });
    const sites = [{ siteCode, name: '采样点', districtCode: district }];
    await this.ask(admin, 'POST', `/api/registration/v1/campaigns/${campaignId}/sites`, { sites });
    await this.ask(admin, 'POST', '/api/lab/v1/labs', { labCode, name: '实验室' });
    const duties = [dutyOf(this.dutyId, district)];
    await this.ask(admin, 'POST', '/api/notification/v1/duties', { duties });
    for (const [label, id] of Object.entries({ '1台': deviceId, 备用: this.spareDeviceId })) {
      await this.ask(manager, 'POST', '/api/registration/v1/devices', { deviceId: id, siteCode, label });
    }
    await this.ask(manager, 'POST', '/api/registration/v1/shifts', { shiftId, campaignId, siteCode, deviceId });
  }

  async sample(): Promise<void> {
    for (let person = 0; person < 4; person += 1) {
      const body = { campaignId: this.campaignId, name: '王小明', cardKind: 'passport', cardNumber: passport() };
      const path = '/api/registration/v1/participants';
      const { participantId } = await this.ask<{ participantId: string }>(this.as('sampler'), 'POST', path, body);
      this.participantIds.push(participantId);
    }
    const fill = (tubeId: string, subjects: readonly string[], isSealed = true): object[] => [
      this.act('open-tube', { tubeId, roundId: this.roundId, capacity: 10, purpose: 'round' }),
      ...subjects.map((subjectId) => this.act('scan', { tubeId, subjectId })),
      ...(isSealed ? [this.act('seal-tube', { tubeId, specimens: subjects.length, partialReason: 'household' })] : []),
    ];
    const [one = '', two = '', three = '', four = ''] = this.participantIds;
    const events = [
      ...fill(this.tube(0), [one, two]),
      ...fill(this.tube(1), [three]),
      ...fill(this.tube(2), [four], false),
    ];
    const body = { campaignId: this.campaignId, deviceId: this.deviceId, events };
    const path = '/api/batching/v1/journal';
    const { answers } = await this.ask<{ answers: { outcome: string }[] }>(this.as('sampler'), 'POST', path, body);
    if (answers.some(({ outcome }) => outcome !== 'accepted')) throw new Error(JSON.stringify(answers));
  }

  async ship(): Promise<void> {
    const manager = this.as('site-manager');
    const { campaignId, labCode } = this;
    for (const batchId of [this.handedId, this.batchId]) {
      await this.ask(manager, 'POST', '/api/batching/v1/batches', { batchId, campaignId, labCode });
    }
    const box = `/api/batching/v1/batches/${this.handedId}`;
    await this.ask(manager, 'POST', `${box}/tubes`, { tubeIds: [this.tube(0)] });
    const over = { tubesCounted: 1, sealNumber: 'S-1', takenOverBy: 'courier-1', capturedAt: now() };
    await this.ask(manager, 'POST', `${box}/hand-over`, over);
  }

  /** Out: the upload. */
  async test(): Promise<string> {
    const technician = this.as('lab');
    const waiting = async (): Promise<void> => {
      const count = { batchId: this.handedId, received: [this.tube(0)] };
      const counted = await this.ask<{ expected: number | null }>(technician, 'POST', '/api/lab/v1/arrivals', count);
      if (counted.expected === null) throw new Error('the hand-over is not known at the laboratory');
      const { tubes } = await this.ask<{ tubes: unknown[] }>(technician, 'GET', '/api/lab/v1/waiting-tubes');
      if (tubes.length === 0) throw new Error('the tube is not known at the laboratory');
    };
    await eventually(waiting, { withinMs: 60_000 });
    const file = Buffer.from(`试管编号,检测结果\r\n${this.tube(0)},阳性\r\n`);
    const uploaded = await eventually(
      async () => {
        const answer = await this.ask<{ job: string; alarming: number }>(
          technician,
          'POST',
          '/api/lab/v1/uploads',
          file,
        );
        if (answer.alarming !== 1) throw new Error(JSON.stringify(answer));
        return answer;
      },
      { withinMs: 30_000 },
    );
    return uploaded.job;
  }

  /** Out: the alert, which somebody took, and one of its cases. */
  async alarm(): Promise<{ escalationId: string; caseId: string }> {
    const duty = this.as('cdc-duty');
    const found = await eventually(
      async () => {
        const path = `/api/isolation/v1/duty-list?campaign=${this.campaignId}`;
        const { alerts } = await this.ask<{ alerts: { escalationId: string; cases: { caseId: string }[] }[] }>(
          duty,
          'GET',
          path,
        );
        const [alert] = alerts;
        const caseId = alert?.cases[0]?.caseId;
        if (alert === undefined || caseId === undefined) throw new Error('no alert yet');
        return { escalationId: alert.escalationId, caseId };
      },
      { withinMs: 60_000 },
    );
    await this.ask(duty, 'POST', `/api/isolation/v1/alerts/${found.escalationId}/take`, {});
    await eventually(
      async () => {
        const path = `/api/registration/v1/campaigns/${this.campaignId}/recollection-orders`;
        const { orders } = await this.ask<{ orders: unknown[] }>(duty, 'GET', path);
        if (orders.length < 2) throw new Error('the orders are not known at registration');
      },
      { withinMs: 60_000 },
    );
    return found;
  }

  /** Out: one of the dispatches that the alarm opened. */
  async dispatch(): Promise<string> {
    return eventually(
      async () => {
        const path = '/api/notification/v1/dispatches';
        const { dispatches } = await this.ask<{ dispatches: { dispatchId: string; campaignId: string }[] }>(
          this.as('cdc-duty'),
          'GET',
          path,
        );
        const own = dispatches.find(({ campaignId }) => campaignId === this.campaignId);
        if (own === undefined) throw new Error('no dispatch yet');
        return own.dispatchId;
      },
      { withinMs: 60_000 },
    );
  }

  /** Out: by the name of each, what a measure on a person brings with it. */
  async hold(caseId: string): Promise<Readonly<Record<string, string>>> {
    const [participantId = ''] = this.participantIds;
    const own = {
      campaignId: this.campaignId,
      siteCode: this.siteCode,
      participantId,
      participantIds: [participantId],
    };
    const duty = this.as('cdc-duty');
    const { measures } = await this.ask<{ measures: { measureId: string; participantId: string }[] }>(
      duty,
      'GET',
      '/api/isolation/v1/measures',
    );
    const measureId = measures.find((measure) => measure.participantId === participantId)?.measureId;
    if (measureId === undefined) throw new Error('nobody is held');
    const { tasks } = await this.ask<{ tasks: { taskId: string }[] }>(
      duty,
      'GET',
      `/api/isolation/v1/tasks?case=${caseId}`,
    );
    const resident: TokenClaims = { sub: 'resident-1', role: 'resident', scope: { participant: participantId } };
    const make = async <T>(as: TokenClaims, route: RouteContract, path: string, named: object = own): Promise<T> => {
      const body = route.request === undefined ? {} : exampleOf(route.request, { ...usual, ...named });
      return this.ask<T>(as, 'POST', `/api/${route.service}${path}`, body);
    };
    const { appealId } = await make<{ appealId: string }>(
      resident,
      bodyOf('isolation POST /v1/my-measures/:measureId/appeal'),
      `/v1/my-measures/${measureId}/appeal`,
    );
    const { contactIds } = await make<{ contactIds: string[] }>(
      duty,
      bodyOf('isolation POST /v1/cases/:caseId/contacts'),
      `/v1/cases/${caseId}/contacts`,
      { ...own, participantId: this.participantIds[2] },
    );
    const { orderId } = await make<{ orderId: string }>(
      duty,
      bodyOf('isolation POST /v1/authority-orders'),
      '/v1/authority-orders',
    );
    const revoked = { kind: 'subject', value: `gone-${this.district}`, reason: 'left-duty' };
    const { revocationId } = await this.ask<{ revocationId: string }>(
      this.as('admin'),
      'POST',
      '/api/registration/v1/revocations',
      revoked,
    );
    const as = (role: Role) => this.as(role);
    const where = { district: this.district, campaignId: this.campaignId, participantId, as };
    const waiting = { ...where, participantId: this.participantIds[2] ?? '' };
    const taken = {
      ...(await takeIn(this.ask, where)),
      ...(await waitAlone(this.ask, waiting, this.siteCode, this.tube(1))),
    };
    const whom = { district: this.district, caseId, participantId: this.participantIds[3] ?? '', as };
    const cared = await isolate(this.ask, whom);
    const ofMeasure = { measureId, appealId, contactId: contactIds[0] ?? '', orderId, revocationId };
    return { ...taken, ...cared, ...ofMeasure, taskId: tasks[0]?.taskId ?? '' };
  }

  /** The next event of the half's device. */
  act(kind: string, content: object): object {
    this.seq += 1;
    return { kind, seq: this.seq, capturedAt: now(), ...content };
  }
}
