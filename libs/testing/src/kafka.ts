import { KafkaAdmin, silentLog, type KafkaSettings } from '@lib/messaging';
import { freshNamespace } from './namespace.js';
import { testServer } from './testing.config.js';

/** A corner of the shared brokers: every topic and group of a test carries its namespace. */
export interface NamespacedKafka {
  readonly settings: KafkaSettings;
  readonly namespace: string;
  readonly admin: KafkaAdmin;
  /** Removes the topics of this namespace and closes the connection. */
  drop(): Promise<void>;
}

/** In: a namespace, or none for a fresh one. Throws with the cure when BULOU_TEST_KAFKA_BROKERS is not set. */
export function namespacedKafka(namespace: string = freshNamespace()): NamespacedKafka {
  const settings: KafkaSettings = {
    brokers: testServer('kafkaBrokers'),
    clientId: namespace,
    namespace,
    log: silentLog,
  };
  const admin = new KafkaAdmin(settings);
  return {
    settings,
    namespace,
    admin,
    drop: async () => {
      const names = await admin.topicNames();
      if (names.length > 0) await admin.deleteTopics(names);
      await admin.close();
    },
  };
}
