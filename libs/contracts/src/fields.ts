import {
  callBackReasons,
  districtCodePattern,
  findings,
  isTubeBarcode,
  labCodePattern,
  noAnswerReasons,
  rejectionReasons,
  siteCodePattern,
  subjectKinds,
  tubePurposes,
} from '@lib/vocabulary';
import type { CallBackReason, NoAnswerReason } from '@lib/vocabulary';
import { z } from 'zod';

/** Fields that several contracts share; each is the one place where its form is decided. */
/** Identifiers are compared as text by keys, logs and checks, so they are brought into one spelling at the door. */
export const uuid = z.uuid().toLowerCase();
export const tubeId = z
  .string()
  .refine(isTubeBarcode, { message: 'a tube barcode has 14 digits, the last a check digit' })
  .meta({ pattern: '^[0-9]{14}$' });
export const siteCode = z.string().regex(siteCodePattern);
export const labCode = z.string().regex(labCodePattern);
export const districtCode = z.string().regex(districtCodePattern);
export const finding = z.enum(findings);
export const purpose = z.enum(tubePurposes);
export const noAnswerReason = z.enum(Object.keys(noAnswerReasons) as [NoAnswerReason, ...NoAnswerReason[]]);
/** Why a tube is sealed with fewer specimens than it takes; `household` is also said of a full one (decision 0089). */
export const partialReason = z.enum(['end-of-queue', 'household', 'end-of-shift', 'other']);
export const rejectionReason = z.enum(rejectionReasons);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** ISO 8601 in UTC, as every time on the wire. */
export const instant = z.iso
  .datetime()
  // Outside this century a clock is wrong; PostgreSQL reads some of those years as no time at all.
  .refine((text) => text >= '2000' && text < '2100', { message: 'a time between 2000 and 2099' });
/** A mobile or identity number: nobody's id, and never to travel in a field that is made for codes. */
const looksPersonal = (text: string): boolean =>
  // Letters beside the digits make it a code: the tail of a device's id may hold eleven digits by chance.
  /(^|[^0-9A-Za-z])(1[3-9]\d{9}|[1-9]\d{16}[\dXx])($|[^0-9A-Za-z])/.test(text);

/** An actor's id: a duty name, a device, a service; never a person's name. */
export const actor = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[A-Za-z0-9._:@-]+$/)
  .refine((text) => !looksPersonal(text), { message: 'an actor is a duty name or a device, not a person’s number' });
/** What another authority's system gave back for a report: begins with a letter, so that it is no person's number. */
export const receiptNumber = z
  .string()
  .regex(/^[A-Z][A-Z0-9-]{5,31}$/)
  .refine((text) => !/\d{11}/.test(text), { message: 'a receipt is not a telephone or identity number' });
/** 20 = the largest pool allowed (20-in-1, 联防联控机制医疗发〔2022〕21号; domain R21). */
export const position = z.int().min(1).max(20);
export const capacity = z.union([z.literal(1), z.literal(5), z.literal(10), z.literal(20)]);
/** One specimen of a tube: its place in the tube and a pseudonym of whom or what it was taken from. */
export const member = z.object({ position, subjectKind: z.enum(subjectKinds), subjectId: uuid });
export const members = z.array(member).max(20);

export type Member = z.output<typeof member>;

/** Why a person is called back without suspicion. Widened by new reasons only (decision 0059). */
export const callBackReason = z.enum(Object.keys(callBackReasons) as [CallBackReason, ...CallBackReason[]]);

/** Why a person is to give a single specimen: the finding of a pool, a call-back without suspicion, a test day of isolation. */
export const recollectionCause = z.enum([
  'detected',
  'inconclusive',
  'single-target',
  ...(Object.keys(callBackReasons) as CallBackReason[]),
  'test-day',
]);

/** Whom a report about a tube concerns, and as what: see `binding-reported`. */
export const bindingPeople = z
  .array(z.object({ participantId: uuid, part: z.enum(['bound', 'rightful', 'candidate']) }))
  .max(200);

/** What is printed on the seal of a box. */
export const sealNumber = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,20}$/)
  .refine((text) => !looksPersonal(text), { message: 'a seal carries its own number, not a person’s' });

// As people write them by hand: in groups, or in the wide digits of a Chinese keyboard. Between other digits it is another number.
const holdsPersonalNumber = (text: string): boolean => {
  const plain = text.normalize('NFKC');
  const isNumber = (one: string): boolean => /(?<!\d)(1[3-9]\d{9}|[1-9]\d{16}[\dXx])(?!\d)/.test(one);
  return isNumber(plain) || isNumber(plain.replaceAll(/(?<=\d)[ -](?=\d)/g, ''));
};

/** What staff write of a place, a vehicle or a decree, in their own words; it is shown to many, so it names nobody. */
export const label = (charactersMax: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(charactersMax)
    .refine((text) => !holdsPersonalNumber(text), { message: 'a label holds no telephone or identity number' });

/** What a person reads, in both languages of the house. */
export const words = z.object({ zh: z.string(), en: z.string() });

/** Where the next page of a list begins: the `next` of the page before, given back unread. */
export const cursor = z.string().regex(/^[A-Za-z0-9_-]{1,400}$/);

/** How many rows a page may have; digits alone, because a query is text. */
export const pageLimit = (rowsDefault: number, rowsMax: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(rowsMax))
    .default(rowsDefault)
    .meta({ type: 'integer', minimum: 1, maximum: rowsMax });
