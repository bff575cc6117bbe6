import { topics } from '@lib/contracts/topics';
import type { LauncherConfig } from '../bulou.config.js';
import type { Addresses } from '../parts/addresses.js';
import { serviceNames } from '../ports.js';

/** Messages that each group has still to read; a group that has never committed anything is left out. */
export async function readGroupLag(config: LauncherConfig, addresses: Addresses): Promise<Record<string, number>> {
  const { KafkaAdmin } = await import('@lib/messaging');
  const admin = new KafkaAdmin({ brokers: addresses.kafka.split(','), clientId: 'bulou', namespace: config.namespace });
  const names = topics.map(({ name }) => name);
  const lag: Record<string, number> = {};
  try {
    // A room has a group of its own name, and where it hears alarms a second one that waits less.
    for (const group of serviceNames.flatMap((name) => [name, `${name}-urgent`])) {
      const partitions = (await admin.lagOf(group, names)).filter(({ committed }) => committed >= 0n);
      if (partitions.length > 0) lag[group] = Number(partitions.reduce((sum, partition) => sum + partition.lag, 0n));
    }
    return lag;
  } finally {
    await admin.close();
  }
}
