import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '@lib/contracts/topics';
import type { LauncherConfig } from '../bulou.config.js';
import { Lacking } from '../outcome.js';
import type { Addresses } from './addresses.js';

const REGISTERED_SECONDS_MAX = 60;

/** Creates the topics of the contracts, once every broker is registered: the number of copies is taken from them. */
export async function ensureTopicsOf(config: LauncherConfig, addresses: Addresses): Promise<void> {
  // Loaded here, since the pipe brings the framework with it and most commands need neither.
  const { KafkaAdmin } = await import('@lib/messaging');
  const brokers = addresses.kafka.split(',');
  const admin = new KafkaAdmin({ brokers, clientId: 'bulou', namespace: config.namespace });
  const end = performance.now() + REGISTERED_SECONDS_MAX * 1000;
  try {
    for (;;) {
      // A cluster that somebody else runs may have more brokers than addresses.
      const count = await admin.brokerCount().catch(() => 0);
      if (count >= brokers.length) break;
      if (performance.now() > end) {
        throw new Lacking(
          `${count} of ${brokers.length} Kafka brokers answer at ${addresses.kafka}.`,
          'See the logs of the brokers.',
        );
      }
      await pause(100);
    }
    await admin.ensureTopics(topics);
  } finally {
    await admin.close();
  }
}
