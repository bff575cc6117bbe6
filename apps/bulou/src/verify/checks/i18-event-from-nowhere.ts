import { type Check, foundAll } from '../check.js';
import { outboxNeeds, subjectOf, toldFacts } from '../pipe-tables.js';

/** Nothing lies in a topic that no room has told. */
export const i18: Check = {
  id: 'i18',
  zh: 'Kafka 中没有来历不明的事件',
  en: 'nothing is in Kafka that no room has told',
  needs: outboxNeeds,
  async run(view) {
    const topics = await view.topics();
    if (!topics) return { skipped: 'Kafka was not looked at' };
    const rows = await view.sql<{ id: string }>(`select id from ${toldFacts(view)} as told`, [view.campaigns]);
    const told = new Set(rows.map(({ id }) => id));
    const campaigns = new Set(view.campaigns);
    const strangers = topics.filter(
      ({ eventId, campaignId }) => !told.has(eventId) && (campaignId === undefined || campaigns.has(campaignId)),
    );
    return foundAll(
      strangers.map(({ topic, key, partition, offset, type, eventId }) => ({
        ...subjectOf(topic, key),
        note: `来历不明的事件 / ${type || 'a message without a type'} (${eventId || 'no id'}) at ${topic}/${partition}@${offset} was told by nobody`,
      })),
    );
  },
};
