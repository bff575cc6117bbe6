import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

const rules = { typ: 'notice-proof+jwt', audience: 'bulou-notice-address', issuer: 'notification' };
const ageSecondsMax = 60;
const toleranceSeconds = 5;

const claims = z.strictObject({
  iss: z.literal(rules.issuer),
  aud: z.literal(rules.audience),
  sub: z.uuid().toLowerCase(),
  notice: z.uuid().toLowerCase(),
  jti: z.uuid(),
  iat: z.int(),
});

/** For whom and for which notice an address is asked; `proofId` is good once. */
export interface NoticeProof {
  readonly participantId: string;
  readonly noticeId: string;
  readonly proofId: string;
}

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

/** In: the secret that the sender of notices shares with registration, what is asked, and when. Out: a proof, good for a minute. */
export async function signNoticeProof(secret: string, proof: NoticeProof, at: Date): Promise<string> {
  return new SignJWT({ notice: proof.noticeId })
    .setProtectedHeader({ alg: 'HS256', typ: rules.typ })
    .setIssuer(rules.issuer)
    .setAudience(rules.audience)
    .setSubject(proof.participantId)
    .setJti(proof.proofId)
    .setIssuedAt(Math.floor(at.getTime() / 1_000))
    .sign(keyOf(secret));
}

/** Out: what the proof says; undefined for a wrong signature, use, age or form. Whether it was used before is the caller's to know. */
export async function readNoticeProof(secret: string, proof: string, at: Date): Promise<NoticeProof | undefined> {
  try {
    const options = { ...rules, algorithms: ['HS256'], currentDate: at, maxTokenAge: ageSecondsMax };
    const { payload } = await jwtVerify(proof, keyOf(secret), { ...options, clockTolerance: toleranceSeconds });
    const { sub, notice, jti } = claims.parse(payload);
    return { participantId: sub, noticeId: notice, proofId: jti };
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
