import { systemIds } from '@lib/platform';
import { chunksOf, inLanes } from '../outside/lanes.js';
import type { OutsideClient } from '../outside/outside-client.js';
import { admin, siteManagerOf } from './callers.js';
import type { DemoCity, DemoSite } from './city.js';
import { putDutyRoster } from './duty-roster.js';
import type { DemoDevice } from './practice-round.js';

const devicesPerSite = 2;
const hourMs = 3_600_000;

/** The pack under which the practice round may hold people; it says 演练 wherever it is shown. */
const practicePack = {
  packId: 'practice-pack',
  issuer: '演练指挥部',
  number: '演练〔2026〕1号',
  legalBasis: '演练：不产生法律效力',
  holdHoursMax: 24,
  remedyZh: '演练：可在本页提出异议，由独立人员复核',
  remedyEn: 'practice: object on this page; an independent person reviews it',
};

export interface OpenedCampaign {
  readonly campaignId: string;
  readonly roundId: string;
  readonly waitingRoundId: string;
  readonly devices: DemoDevice[];
  readonly recollectionDevices: DemoDevice[];
}

async function openRound(client: OutsideClient, campaignId: string, number: number, nowMs: number): Promise<string> {
  const { roundId } = await client.ask<{ roundId: string }>(admin, {
    method: 'POST',
    path: `/api/registration/v1/campaigns/${campaignId}/rounds`,
    json: {
      number,
      opensAt: new Date(nowMs - 16 * hourMs).toISOString(),
      closesAt: new Date(nowMs + 12 * hourMs).toISOString(),
    },
  });
  return roundId;
}

async function startDevice(
  client: OutsideClient,
  campaignId: string,
  site: DemoSite,
  label: string,
): Promise<DemoDevice> {
  const device = { siteCode: site.siteCode, deviceId: systemIds.uuid7(), shiftId: systemIds.uuid7() };
  const manager = siteManagerOf(site.siteCode);
  await client.ask(manager, {
    method: 'POST',
    path: '/api/registration/v1/devices',
    json: { deviceId: device.deviceId, siteCode: site.siteCode, label },
  });
  await client.ask(manager, {
    method: 'POST',
    path: '/api/registration/v1/shifts',
    json: { shiftId: device.shiftId, campaignId, siteCode: site.siteCode, deviceId: device.deviceId },
  });
  return device;
}

export interface OpeningOptions {
  readonly persons: number;
  readonly timeScale: number;
  readonly nowMs: number;
  readonly name?: string;
  /** Values that differ from the policy's own. */
  readonly policy?: Readonly<Record<string, unknown>>;
}

/** Opens a drill campaign with two rounds, its places, laboratories, duty roster, devices and shifts, all by the public API. */
export async function openCampaign(
  client: OutsideClient,
  city: DemoCity,
  sites: readonly DemoSite[],
  labs: readonly string[],
  options: OpeningOptions,
): Promise<OpenedCampaign> {
  const { campaignId } = await client.ask<{ campaignId: string }>(admin, {
    method: 'POST',
    path: '/api/registration/v1/campaigns',
    json: {
      name: options.name ?? '演练 · 全员核酸检测',
      kind: 'drill',
      timeScale: options.timeScale,
      targetPersons: options.persons,
      policy: { measures: practicePack, ...options.policy },
    },
  });
  const roundId = await openRound(client, campaignId, 1, options.nowMs);
  const waitingRoundId = await openRound(client, campaignId, 2, options.nowMs);
  for (const divisions of chunksOf(city.divisions, 1000)) {
    await client.ask(admin, { method: 'PUT', path: '/api/registration/v1/divisions', json: { divisions } });
  }
  for (const chunk of chunksOf(sites, 500)) {
    await client.ask(admin, {
      method: 'POST',
      path: `/api/registration/v1/campaigns/${campaignId}/sites`,
      json: { sites: chunk },
    });
  }
  for (const [index, labCode] of labs.entries()) {
    await client.ask(admin, {
      method: 'POST',
      path: '/api/lab/v1/labs',
      json: { labCode, name: `演练实验室${index + 1}` },
    });
  }
  await putDutyRoster(client, [...new Set(sites.map(({ districtCode }) => districtCode))], options.nowMs);
  const stations = sites.flatMap((site) =>
    Array.from({ length: devicesPerSite }, (_, index) => ({ site, label: `${index + 1}台` })),
  );
  const devices = await inLanes(stations, 8, ({ site, label }) => startDevice(client, campaignId, site, label));
  const recollectionDevices = await inLanes(sites, 8, (site) => startDevice(client, campaignId, site, '复采台'));
  return { campaignId, roundId, waitingRoundId, devices, recollectionDevices };
}
