import { ask } from '@lib/screens';
import { personCodeOf, writeTubeBarcode } from '@lib/vocabulary';

export interface PracticeCode {
  readonly kind: 'tube' | 'person';
  readonly code: string;
  readonly svg: string;
}

const people = 11; // one more than a ten-in-one tube holds, so that the full tube can be tried
const tubes = 3;
const serialMax = 99_999_999_999;
const names = '甲乙丙丁戊己庚辛壬癸子';

async function registerPractice(campaignId: string, index: number): Promise<string> {
  const { participantId } = await ask<{ participantId: string }>('/api/registration/v1/participants', {
    method: 'POST',
    json: { campaignId, name: `演练${names.charAt(index)}`, cardKind: 'other', cardNumber: crypto.randomUUID() },
  });
  return participantId;
}

/** Registers eleven practice people and draws barcodes for them and for three tubes; the sheet is printed or scanned. */
export async function makePracticeCodes(campaignId: string): Promise<PracticeCode[]> {
  const { toSVG } = await import('bwip-js/browser');
  const draw = (kind: PracticeCode['kind'], code: string): PracticeCode => ({
    kind,
    code,
    svg: toSVG({
      bcid: kind === 'tube' ? 'code128' : 'qrcode',
      text: code,
      scale: 2,
      ...(kind === 'tube' ? { height: 12 } : {}),
    }),
  });
  const participants = await Promise.all(
    Array.from({ length: people }, (_, index) => registerPractice(campaignId, index)),
  );
  const random = () => Math.floor(Math.random() * serialMax);
  return [
    ...Array.from({ length: tubes }, () => draw('tube', writeTubeBarcode('98', random()))),
    ...participants.map((participantId) => draw('person', personCodeOf(participantId))),
  ];
}
