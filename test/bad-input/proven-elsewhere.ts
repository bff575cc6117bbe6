/** Bad input that a test of a room proves whole; a check sees that the test is there and runs. */
export interface Proof {
  readonly what: string;
  readonly path: string;
  readonly test: string;
}

const proof = (what: string, path: string, test: string): Proof => ({ what, path, test });
const contradicting = 'apps/lab/src/upload-results/contradicting-rows.int-spec.ts';
const upload = 'apps/lab/src/upload-results/upload-results.int-spec.ts';
const requests = 'libs/platform/src/hostile-requests.int-spec.ts';
const slow = 'apps/gateway/src/passage/slow-clients.int-spec.ts';

export const provenElsewhere: readonly Proof[] = [
  proof(
    'a round that was closed a day ago',
    'apps/batching/src/on-campaign-changed/heard.int-spec.ts',
    'what registration tells over the broker becomes law at the sites, and only from then on',
  ),
  proof('a round that is closed twice', 'apps/registration/src/campaign/campaign.int-spec.ts', 'closes a round once'),
  proof(
    'a site of no county',
    'apps/registration/src/campaign/campaign.int-spec.ts',
    'in a county that is not among the imported divisions is refused, and the others are taken',
  ),
  proof(
    'a tube of another site',
    'apps/batching/src/take-journal/take-journal.int-spec.ts',
    'keeps sites apart: a tube of another site takes nobody',
  ),
  proof(
    'a bad act in a journal',
    'apps/batching/src/take-journal/take-journal.int-spec.ts',
    'with a poisoned one among them harm that one only',
  ),
  proof(
    'a box at the wrong laboratory',
    'apps/lab/src/count-arrival/count-arrival.int-spec.ts',
    'at the wrong laboratory moves nothing, as if nobody knew it',
  ),
  proof(
    'two files that contradict each other',
    contradicting,
    'that takes an alarm back is held and overwrites nothing',
  ),
  proof(
    'an alarm against a released result',
    contradicting,
    'that is alarming against a released result raises its alarm at once, and nobody is told of it',
  ),
  proof(
    'a file that calls one tube two things',
    contradicting,
    'that calls one tube detected and not detected raises the alarm of a tube %s, and releases neither',
  ),
  proof('a dry run spelt wrong', upload, 'a dry run that is spelt %s writes nothing'),
  proof(
    'a person in the wrong cell',
    upload,
    'no table, event or log holds what a person column or a wrong cell said of a person',
  ),
  proof(
    'two tables in one workbook',
    'libs/platform/src/table-file.spec.ts',
    'with two tables is refused, because the second would be lost without a word',
  ),
  proof('a path that is none', requests, '%s is answered'),
  proof('a body longer than it says', requests, 'that is longer than it says ends its connection'),
  proof('a slow client', slow, 'whose body stays away are told so and ended'),
  proof(
    'slow laboratories',
    slow,
    'laboratories on a poor line take the places of files only, and a reading is still answered',
  ),
  proof(
    'an event that the law refuses',
    'libs/testing/src/bus-conformance.ts',
    'that the law refuses is written down, and its key goes on',
  ),
];
