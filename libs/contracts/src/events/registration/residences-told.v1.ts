import { defineEvent } from '@lib/contracts/event';
import { tubeId, uuid } from '@lib/contracts/fields';
import { z } from 'zod';

/** In which division the people of a detected tube live: no address, and never finer than a community answers for. */
export const ResidencesToldV1 = defineEvent({
  producer: 'registration',
  name: 'residences-told',
  topic: 'bulou.residence',
  meaning: 'In which division the people of a detected tube live, as far as it is known.',
  shape: z.object({
    campaignId: uuid,
    tubeId,
    resultVersion: z.int().min(1),
    residences: z
      .array(
        z.object({
          participantId: uuid,
          /** County (6 digits) to community (12); null where nobody wrote one down. */
          divisionCode: z
            .string()
            .regex(/^[0-9]{6,12}$/)
            .nullable(),
        }),
      )
      .max(20),
  }),
  keyOf: (content) => content.tubeId,
  example: {
    campaignId: '0198f2a0-0000-7000-8000-000000000001',
    tubeId: '21000000001235',
    resultVersion: 1,
    residences: [{ participantId: '3f1c2b9e-6a44-4e0d-9a51-0d3e5b7a9c11', divisionCode: '330105001002' }],
  },
});
