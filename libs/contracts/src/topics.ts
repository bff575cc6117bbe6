/**
 * Every topic of the house, one per aggregate. Partitions are fixed: adding one would move keys between partitions and
 * break the order per key (reliability §4.1). Six carries the peak of a 25-million day on the measured pipe with room.
 */
export const topics = [
  { name: 'bulou.campaign', partitions: 1 },
  { name: 'bulou.site', partitions: 1 },
  { name: 'bulou.recollection', partitions: 3 },
  { name: 'bulou.tube', partitions: 6 },
  { name: 'bulou.batch', partitions: 3 },
  { name: 'bulou.arrival', partitions: 3 },
  { name: 'bulou.result', partitions: 6 },
  { name: 'bulou.detection', partitions: 3 },
  { name: 'bulou.escalation', partitions: 3 },
  { name: 'bulou.alert', partitions: 3 },
  { name: 'bulou.case', partitions: 3 },
  { name: 'bulou.recollection-request', partitions: 3 },
  { name: 'bulou.retest', partitions: 3 },
  { name: 'bulou.binding', partitions: 3 },
  { name: 'bulou.measure', partitions: 3 },
  { name: 'bulou.task', partitions: 3 },
  { name: 'bulou.notice', partitions: 3 },
  { name: 'bulou.residence', partitions: 3 },
  { name: 'bulou.contact-question', partitions: 3 },
  { name: 'bulou.neighbours', partitions: 3 },
  { name: 'bulou.household', partitions: 3 },
  { name: 'bulou.look-back', partitions: 3 },
] as const satisfies readonly { name: string; partitions: number }[];

export type TopicName = (typeof topics)[number]['name'];
