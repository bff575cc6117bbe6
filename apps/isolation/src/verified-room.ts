import { Database, systemIds } from '@lib/platform';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { WithdrawDetections } from './withdraw-detections/withdraw-detections.handler.js';
import { writeTubeBarcode, zoneChecks } from '@lib/vocabulary';
import { campaignId, held, post, rows, siteCode, theRoom } from './measure-room.js';
import { OpenCases } from './open-case/open-case.handler.js';

// Imported by room tests only.
export const officer = { sub: 'officer-1', role: 'isolation-officer', scope: { district: '330105' } } as const;
export const doctor = { sub: 'doctor-1', role: 'doctor', scope: { district: '330105' } } as const;
export const epidemiologist = { sub: 'epi-1', role: 'epidemiologist', scope: { district: '330105' } } as const;

export const allChecks = (answer: boolean) => Object.fromEntries(Object.keys(zoneChecks).map((name) => [name, answer]));
export const codeOf = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { code?: string }).code,
];

let serial = 500_000;

/** A person whose single tube was detected: a verified case. */
export async function verified() {
  const person = await held();
  const [order] = await rows<{ order_id: string }>(
    'select order_id from isolation.recollections where participant_id = $1',
    [person.participantId],
  );
  const job = OpenCaseV1.shape.parse({
    ...OpenCaseV1.example,
    ...{ campaignId, siteCode, finding: 'detected', purpose: 'recollection', orderId: order?.order_id },
    members: [{ position: 1, subjectKind: 'person', subjectId: person.participantId }],
    escalationId: systemIds.uuid7(),
    tubeId: writeTubeBarcode('22', (serial += 1)),
    uploadId: systemIds.uuid7(),
    labCode: 'LAB-HZ1',
  });
  await theRoom().service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  return { ...person, single: job };
}

/** The laboratory takes back what it found in a tube. */
export async function withdraw(tubeId: string): Promise<void> {
  const { app } = theRoom().service;
  const taken = { tubeId, supersedes: 1, resultVersion: 2, reason: 'clerical', actor: 'supervisor-1' };
  await app
    .get(Database)
    .transaction((tx) => app.get(WithdrawDetections).run([{ ...taken, causation: undefined }], tx));
}

/** A point of the district; an isolation point with its list passed, a hospital without one. */
export async function pointOf(kind: 'isolation-point' | 'hospital', rooms: readonly string[] = ['101', '102']) {
  const name = `${kind}-${(serial += 1)}`;
  const made = await post('/v1/isolation-points', officer, { districtCode: '330105', kind, name, rooms });
  const { pointId } = made.body as { pointId: string };
  if (kind === 'isolation-point') {
    const list = { inspectedOn: '2026-11-21', zoneChecks: allChecks(true) };
    await post(`/v1/isolation-points/${pointId}/inspections`, doctor, list);
  }
  return pointId;
}

/** A trip of a fresh vehicle. */
export async function tripOf(capacity = 4) {
  const label = `车${(serial += 1)}`;
  const made = await post('/v1/vehicles', officer, { districtCode: '330105', label, capacity });
  const { vehicleId } = made.body as { vehicleId: string };
  const { tripId } = (await post(`/v1/vehicles/${vehicleId}/trips`, officer, {})).body as { tripId: string };
  return { vehicleId, tripId };
}

/** The tasks about these subjects, as `kind state`. */
export async function tasksOf(...subjects: readonly string[]) {
  const found = await rows<{ kind: string; state: string }>(
    'select kind, state from isolation.tasks where subject = any($1::text[]) order by kind, sequence',
    [subjects],
  );
  return found.map(({ kind, state }) => `${kind} ${state}`);
}
