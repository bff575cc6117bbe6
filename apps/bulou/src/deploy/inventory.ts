import { eventTable } from '@lib/contracts/event-table';
import { topics } from '@lib/contracts/topics';
import { type ServiceName, serviceNames } from '../ports.js';
import { subscriptions } from '../verify/subscriptions.js';

/** What one app needs of a cluster. */
export interface Unit {
  readonly app: ServiceName;
  /** Replicas in production at rest and at most. One room is enough for a peak second of 25 million people a day. */
  readonly replicas: { readonly min: number; readonly max: number };
  readonly cpuRequest: string;
  /** Resident memory under load was 150 to 280 MB (issue 2); the heap ends at 384 MB, and code, buffers and threads come on top. */
  readonly memory: { readonly request: string; readonly limit: string };
  readonly usesStore: boolean;
  readonly usesQueue: boolean;
  /** Topics that its consumer groups read; a lag there asks for another replica. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

const withQueue: readonly ServiceName[] = ['notification', 'isolation'];

// People wait in front of these; the others follow the pipe.
const replicasOf: Readonly<Record<ServiceName, Unit['replicas']>> = {
  gateway: { min: 2, max: 8 },
  registration: { min: 2, max: 6 },
  batching: { min: 2, max: 8 },
  lab: { min: 2, max: 6 },
  notification: { min: 2, max: 3 },
  isolation: { min: 2, max: 3 },
  'command-centre': { min: 2, max: 3 },
  'result-desk': { min: 2, max: 8 },
};

const topicOf = new Map(eventTable.map(({ type, topic }) => [type, topic]));

const distinct = (names: readonly (string | undefined)[]): string[] =>
  [...new Set(names.filter((name) => name !== undefined))].sort();

/** Every app of the house as a cluster sees it; topics follow from the contracts, never from a list of their own. */
export const units: readonly Unit[] = serviceNames.map((app) => ({
  app,
  replicas: replicasOf[app],
  cpuRequest: app === 'batching' || app === 'gateway' ? '500m' : '250m',
  memory: { request: '384Mi', limit: '1024Mi' },
  usesStore: app !== 'gateway',
  usesQueue: withQueue.includes(app),
  reads: distinct((subscriptions[app] ?? []).map((type) => topicOf.get(type))),
  writes: distinct(eventTable.filter(({ producer }) => producer === app).map(({ topic }) => topic)),
}));

export { topics };
