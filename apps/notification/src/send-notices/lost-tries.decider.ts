/** What follows when a worker was lost over a try. */
export type AfterLoss = 'at-once' | 'apart' | 'failed-once' | 'over';

/**
 * The law of lost workers. Nothing is heard of a try whose worker died, so its claim runs out and the way is due again;
 * a way that kills its worker each time would go on like that for ever, and take whatever else that worker has in hand
 * with it. One loss is a restart: again at once. Two may be the way itself: again, but apart from what was lost with it,
 * so that the innocent arrive. With `max` losses it has failed for good: somebody is paged, and it is queued once more
 * under a new id; one more loss, and it is over.
 */
export function afterLoss(losses: number, max: number): AfterLoss {
  if (losses > max) return 'over';
  if (losses === max) return 'failed-once';
  return losses === 1 ? 'at-once' : 'apart';
}
