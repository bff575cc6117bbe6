import type { Command } from './command.js';

export type { Context } from './command.js';

interface Entry {
  readonly does: string;
  load(): Promise<Command>;
}

/** Every word that `./bulou` understands. */
export const commands: Readonly<Record<string, Entry>> = {
  up: { does: 'start everything; ends when every service is ready', load: () => import('./up/up.command.js') },
  down: { does: 'stop what `up` started; --wipe forgets the data', load: () => import('./down/down.command.js') },
  status: { does: 'health, addresses, lag, and what waits longest', load: () => import('./status/status.command.js') },
  demo: {
    does: 'a whole practice campaign through the gateway, then verify',
    load: () => import('./demo/demo.command.js'),
  },
  verify: { does: 'the invariants, read from outside the services', load: () => import('./verify/verify.command.js') },
  bench: {
    does: 'how fast it is, with the limits of this machine measured in the same run',
    load: () => import('./bench/bench.command.js'),
  },
  drill: {
    does: 'the load that is promised: alarms, faults, corrections; each promise measured',
    load: () => import('./drill/drill.command.js'),
  },
  upload: { does: 'what a laboratory does: send a result file', load: () => import('./upload/upload.command.js') },
  token: { does: 'a bearer token of the local profile', load: () => import('./token/token.command.js') },
  campaign: {
    does: 'close a campaign and delete its identities; its certificate',
    load: () => import('./campaign/campaign.command.js'),
  },
  keys: { does: 'the keys that seal personal data: status, rotate', load: () => import('./keys/keys.command.js') },
  parked: {
    does: 'events that services put aside: list, replay, drop',
    load: () => import('./parked/parked.command.js'),
  },
  service: { does: 'stop, start or restart single services', load: () => import('./service/service.command.js') },
  setup: {
    does: 'database, logins and topics on servers that somebody else runs',
    load: () => import('./setup/setup.command.js'),
  },
  secrets: {
    does: 'the secrets of a house in containers or a cluster, into a folder',
    load: () => import('./deploy/secrets.command.js'),
  },
  fuzz: {
    does: 'ask every route every question as every role; --minutes N, --seed S',
    load: () => import('./fuzz/fuzz.command.js'),
  },
  test: { does: 'the whole suite on real PostgreSQL, Redis and Kafka', load: () => import('./test/test.command.js') },
};

export function usage(): string {
  const lines = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(9)} ${does}`);
  return ['usage: ./bulou COMMAND [options]', ...lines].join('\n');
}
