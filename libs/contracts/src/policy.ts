import { areaCode, measuresPack } from '@lib/contracts/policy-pack';
import { z } from 'zod';

/**
 * The values of a campaign that authorities change by decree. They are rows with a version and a source in
 * registration, travel in `campaign-opened` and `policy-changed`, and are kept by each room that needs them.
 */
export const campaignPolicy = z.object({
  /** Grows by one with each change; events and acts name the version under which they happened. */
  version: z.int().min(1),
  /** How many specimens a tube of each kind holds (domain R20, R21). */
  tubeCapacities: z.array(z.int()).default([1, 5, 10, 20]),
  /** Hours that a proof is valid, from `proofValidFrom` (order 14: 48 h at the gate). */
  proofHours: z.int().default(48),
  proofValidFrom: z.enum(['sampledAt', 'releasedAt']).default('sampledAt'),
  /** Minutes after which the proofs of a detected pool's members grey by themselves (settled 7). */
  proofGreyMinutes: z.number().default(10),
  /** Share of alarming rows in an upload above which nothing greys until a person says so (settled 7). */
  plausibleAlarmShareMax: z.number().default(0.5),
  /** Seconds of silence before each rung of the ladder (reliability R23). */
  ladderSeconds: z.array(z.int()).default([60, 300, 900]),
  /** Who is told of a detection at once beside the sampling squad and the community (domain R34: the police). */
  fanOut: z.array(z.enum(['police-liaison', 'site-manager'])).default(['police-liaison']),
  /** Minutes from landing until the machine must have acknowledged an alert (settled 7: 60 s). */
  alertReceivedSecondsMax: z.int().default(60),
  /** Minutes until a duty person should have taken an alert; the first clock of the duty list. */
  alertTakenMinutesMax: z.number().default(15),
  /** Minutes from taking until every member should be re-sampled (domain R38). */
  recollectionMinutesMax: z.number().default(120),
  /** Minutes until the people of a tube without result should be called back. */
  callBackMinutesMax: z.number().default(240),
  /**
   * Minutes of a task's clock, by its kind, where a decree differs from what stands in the table of kinds (that table
   * names the source of each).
   */
  taskMinutes: z.record(z.string().regex(/^[a-z][a-z-]{0,39}$/), z.number().positive()).default({}),
  /**
   * Minutes after a task was due at which its owner's side is called again; the first call comes at once (our own
   * setting: the third rung of the ladder of alerts, reliability R23, then an hour).
   */
  taskLadderMinutes: z.array(z.number().positive()).max(4).default([15, 60]),
  /** Minutes within which a notice must have reached a person; then somebody knocks on the door (issue 4, item 2; own value). */
  noticeDeliveryMinutesMax: z.number().default(15),
  /** Hours from a member's single swab until the second swab of a discordant pool may be drawn (domain R38: 24 h). */
  secondSwabHoursMin: z.number().min(0).default(24),
  /** Hours, from the same swab, until that second swab should be drawn (a guess; no source names one). */
  secondSwabHoursMax: z.number().default(36),
  /** Hours in which a laboratory tests the tube of a discordant pool again (domain R38: single result 4 to 6 h). */
  retestHoursMax: z.number().default(6),
  /** Hours from the arrival of a recollection tube until its result should be there (domain R38: 4 to 6 h). */
  singleResultHoursMax: z.number().default(6),
  /** Minutes around a tube in which whoever was scanned at the same lane may own a swab too many (issue 4: 10 at most). */
  unboundSwabMinutesMax: z.number().min(0).max(10).default(10),
  /** Minutes in which a named person decides about a report of a swab or a person in the wrong tube (a guess). */
  bindingDecisionMinutesMax: z.number().default(60),
  /** Calls without an answer after which somebody knocks at the door (a guess: three). */
  callsUnreachedMax: z.int().min(1).default(3),
  /** Hours after sealing at which a tube without result is past its clock (domain R1: the round within 24 h). */
  tubeWithoutResultHoursMax: z.number().default(24),
  /** Minutes that a PCR run takes at the least (domain 2.11: 1.5 to 2 h a plate); a result that is there sooner is held. */
  runMinutesMin: z.number().default(60),
  /** Hours that somebody at a fever clinic or gate waits for the result of their own tube at the most (orders 17, 18: 6 h). */
  awaitResultHoursMax: z.number().positive().max(24).default(6),
  /** Cycle threshold at or above which a target does not count as detected; kit-specific (domain R29). */
  ctCutOff: z.number().default(40),
  /** Days before the detection within which somebody who was near counts as a contact (order 72: 「发病前四天」). */
  contactLookBackDays: z.number().min(0).max(21).default(4),
  /** Minutes before and after a swab within which others of the same lane were in the queue (order 72: a window of 15). */
  contactQueueMinutes: z.number().min(0).max(120).default(15),
  /**
   * How many people one person looks after at the most. Orders 64 gives each of them one cadre and one doctor and no
   * number; 20 and 60 are ours, a doctor's turn being shorter.
   */
  caseloadMax: z
    .object({ 'community-cadre': z.int().min(1).max(500), doctor: z.int().min(1).max(500) })
    .default({ 'community-cadre': 20, doctor: 60 }),
  /** Parts of a day, in minutes after midnight in Shanghai, in which a call and a temperature are owed (orders 65, 66: twice a day; the hours are ours). */
  followUpWindows: z
    .array(z.object({ fromMinute: z.int().min(0).max(1_439), toMinute: z.int().min(1).max(1_440) }))
    .length(2)
    .default([
      { fromMinute: 480, toMinute: 720 },
      { fromMinute: 840, toMinute: 1_200 },
    ]),
  /** Minutes of a window that must lie inside an order for the call to be owed; ours. */
  followUpMinutesMin: z.number().min(1).max(240).default(60),
  /** Tenths of a degree Celsius from which a temperature is a fever (37.3 °C, the protocol's measure of fever; orders 69 names the way to the fever clinic) [G]. */
  feverTenthsMin: z.int().min(365).max(390).default(373),
  /** Days back to which a call or temperature on paper may be entered; ours. */
  paperDaysMax: z.number().min(0).max(60).default(7),
  /** Present when a policy pack is valid: without one, sampling and results work and measures do not (settled 13). */
  measures: measuresPack.optional(),
  /** Packs that govern a part of the campaign, by division code; the closest one wins over `measures`. */
  measuresByArea: z.record(areaCode, measuresPack).optional(),
});

export type CampaignPolicy = z.output<typeof campaignPolicy>;

type PolicyValues = Omit<CampaignPolicy, 'version'>;
type PolicyChange = {
  [Key in keyof PolicyValues]?: PolicyValues[Key] | (Key extends 'measures' | 'measuresByArea' ? null : never);
};

const withoutDefault = (field: z.ZodType): z.ZodType =>
  field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field;
const { version: _version, measures, measuresByArea, ...values } = campaignPolicy.shape;

/**
 * What a decree says: only the values that it names. A default for one that it does not name would silently undo an
 * earlier decree, and an unknown name would be lost without a word; `measures: null` ends the policy pack.
 */
export const policyChange = z.strictObject({
  ...Object.fromEntries(Object.entries(values).map(([key, field]) => [key, withoutDefault(field).optional()])),
  measures: measures.nullable(),
  measuresByArea: measuresByArea.nullable(),
}) as unknown as z.ZodType<PolicyChange, PolicyChange>;
