/**
 * Events without an ear on the wall, and why. They say who was near whom, where somebody lives, or what one person is
 * told: rooms tell each other by name, and a count of them would tell the wall nothing that it shows. What is not kept
 * cannot be read here.
 */
export const notHeard: Readonly<Record<string, string>> = {
  'isolation.contacts-asked.v1': 'asks who was near a person',
  'batching.neighbours-told.v1': 'names who was near a person',
  'registration.household-told.v1': 'names who lives with a person',
  'lab.look-back-told.v1': 'names the earlier tubes of a person',
  'registration.residences-told.v1': 'says where people live',
  'isolation.recollection-joined.v1': 'is about one person who was called back and counted already',
  'isolation.result-awaited.v1': 'says that one person waits for the result of their own tube',
  'isolation.notice-requested.v1': 'is about one person; isolation and notification keep it',
  'notification.notice-settled.v1': 'is about one person; isolation and notification keep it',
  'notification.notice-undelivered.v1': 'is about one person; the door that has to be knocked on is a task',
};
