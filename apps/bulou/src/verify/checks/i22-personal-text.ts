import { type Check, foundAll } from '../check.js';
import { subjectOf } from '../pipe-tables.js';
import { looksPersonal } from '../topic-record.js';

/** No event and no job carries what looks like an identity number or a mobile number. */
export const i22: Check = {
  id: 'i22',
  zh: '事件和任务中没有身份证号、手机号等个人信息',
  en: 'no event and no job carries an identity number or a mobile number',
  needs: [],
  async run(view) {
    const [topics, jobs] = [await view.topics(), await view.jobs()];
    if (!topics && !jobs) return { skipped: 'neither Kafka nor Redis was looked at' };
    const campaigns = new Set(view.campaigns);
    const events = (topics ?? []).filter(
      ({ hasPersonalText, campaignId }) => hasPersonalText && (campaignId === undefined || campaigns.has(campaignId)),
    );
    const named = (jobs ?? []).filter(({ payload }) => looksPersonal(JSON.stringify(payload)));
    return foundAll([
      ...events.map(({ topic, key, partition, offset, type }) => ({
        ...subjectOf(topic, key),
        note: `含有疑似个人号码 / ${type} at ${topic}/${partition}@${offset} holds what looks like a person’s number`,
      })),
      ...named.map(({ id }) => ({
        place: 'Redis',
        note: `含有疑似个人号码 / job ${id} holds what looks like a person’s number`,
      })),
    ]);
  },
};
