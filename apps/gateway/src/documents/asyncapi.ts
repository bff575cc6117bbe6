import { cloudEventHeaders, type EventContract } from '@lib/contracts/event';
import { eventTable } from '@lib/contracts/event-table';
import { topics } from '@lib/contracts/topics';
import { jsonSchemaOf } from './openapi.js';

type Json = Readonly<Record<string, unknown>>;

const ref = (path: string): Json => ({ $ref: `#/${path}` });

// Names in AsyncAPI may not contain dots; the type itself stands in the message.
const nameOf = (contract: EventContract): string => `${contract.producer}_${contract.name}_v${contract.version}`;

const messageOf = (contract: EventContract): Json => ({
  name: contract.type,
  title: contract.name,
  summary: contract.meaning,
  contentType: 'application/json',
  headers: ref('components/schemas/CloudEventHeaders'),
  payload: jsonSchemaOf(contract.shape, 'output'),
  examples: [{ name: 'example', payload: contract.shape.parse(contract.example) }],
});

/** The AsyncAPI 3.0 document: every topic with the events on it, and who sends which; made from the contracts alone. */
export function asyncApi(): Json {
  const channelOf = (topic: string): string => topic.replaceAll('.', '_');
  const channels = topics.map(({ name, partitions }) => {
    const events = eventTable.filter((contract) => contract.topic === name);
    const messages = events.map((contract) => [nameOf(contract), ref(`components/messages/${nameOf(contract)}`)]);
    const channel = {
      address: name,
      description: `Keyed by the aggregate's id; order holds per key. A namespace stands before the name where one is set.`,
      messages: Object.fromEntries(messages),
      bindings: { kafka: { topic: name, partitions } },
    };
    return [channelOf(name), channel] as const;
  });
  const operations = eventTable.map((contract) => [
    `send_${nameOf(contract)}`,
    {
      action: 'send',
      summary: contract.meaning,
      channel: ref(`channels/${channelOf(contract.topic)}`),
      messages: [ref(`channels/${channelOf(contract.topic)}/messages/${nameOf(contract)}`)],
      tags: [{ name: contract.producer }],
    },
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: '不漏 Bulou: facts between rooms',
      version: '1',
      description: 'CloudEvents 1.0 in Kafka binary mode. No event carries personal data.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(channels),
    operations: Object.fromEntries(operations),
    components: {
      messages: Object.fromEntries(eventTable.map((contract) => [nameOf(contract), messageOf(contract)])),
      schemas: { CloudEventHeaders: jsonSchemaOf(cloudEventHeaders, 'output') },
    },
  };
}
