import type { TokenClaims } from '@lib/platform';
import type { Role } from '@lib/vocabulary';
import type { Ask } from './ask.js';

interface Whom {
  readonly district: string;
  readonly caseId: string;
  readonly participantId: string;
  readonly as: (role: Role) => TokenClaims;
}

/** Out: by the name of each, an isolation order of a contact who was decided on, and the question whether somebody looks after them. */
export async function isolate(ask: Ask, { district, caseId, participantId, as }: Whom) {
  const api = '/api/isolation/v1';
  const carers = (['community-cadre', 'doctor'] as const).map((role) => ({ role, person: `${role}-${district}` }));
  await ask(as('district-liaison'), 'POST', `${api}/carers`, { districtCode: district, carers });
  const lastContactAt = new Date().toISOString();
  const contact = { participantId, kind: 'household', category: 'close-contact', lastContactAt };
  const duty = as('cdc-duty');
  const proposed = await ask<{ contactIds: string[] }>(
    as('epidemiologist'),
    'POST',
    `${api}/cases/${caseId}/contacts`,
    {
      contacts: [contact],
    },
  );
  await ask(duty, 'POST', `${api}/contacts/${proposed.contactIds[0]}/decide`, { decision: 'linked' });
  const listed = await ask<{
    orders: { isolationOrderId: string; participantId: string; carers: { assignmentId: string }[] }[];
  }>(duty, 'GET', `${api}/isolation-orders`);
  const order = listed.orders.find((one) => one.participantId === participantId);
  return { isolationOrderId: order?.isolationOrderId ?? '', assignmentId: order?.carers[0]?.assignmentId ?? '' };
}
