import { cursor, finding, instant, tubeId, uuid } from '@lib/contracts/fields';
import { fileError } from '@lib/contracts/http/registration/participants';
import { defineRoute } from '@lib/contracts/route';
import { z } from 'zod';

/** How a row of a file was read; the codes of other systems are already mapped to our own words. */
export const parsedRow = z.object({
  row: z.int(),
  /** The tube's barcode as written in the file. */
  specimen: z.string(),
  finding: finding.nullable(),
  loinc: z.string(),
  ct: z.object({ orf1ab: z.number().nullable(), n: z.number().nullable(), internalControl: z.number().nullable() }),
  resultedAt: instant.nullable(),
});

export const uploadReport = z.object({
  job: uuid,
  state: z.enum(['reading', 'done', 'dry-run']),
  format: z.enum(['csv', 'xlsx']),
  encoding: z.string().optional(),
  rows: z.int(),
  accepted: z.int(),
  held: z.int(),
  rejected: z.int(),
  duplicates: z.int(),
  /** Rows with an alarming finding, whatever became of them afterwards. */
  alarming: z.int(),
  released: z.boolean(),
  parsed: z.array(parsedRow),
  errors: z.array(fileError.extend({ outcome: z.enum(['held', 'rejected', 'duplicate']) })),
});

/**
 * `?dryRun=true` reads and judges the file and writes nothing; `&capturedAt=` is the sender's own time (event time for
 * curves, never for a deadline). The same bytes again are the same job.
 */
export const uploadResults = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/uploads',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  bodyLimitBytes: 20_000_000,
  takesFile: true,
  summary: { zh: '上传检测结果（CSV UTF-8/GBK、xlsx）', en: 'upload results (CSV in UTF-8 or GBK, xlsx)' },
  // Strict on purpose: a dry run that is spelt otherwise must never become a real one.
  query: z.strictObject({ dryRun: z.enum(['true', 'false']).optional(), capturedAt: instant.optional() }),
  response: uploadReport,
});

export const readUpload = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/uploads/:job',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  object: { kind: 'upload', by: 'job', unseen: 'UPLOAD_UNKNOWN' },
  summary: { zh: '上传的处理结果', en: 'what became of an upload' },
  response: uploadReport,
});

export const followUpload = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/uploads/:job/progress',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  // The job is known from the bytes of the file, so a sender may follow before the file has arrived.
  object: { kind: 'upload', by: 'job', unseen: 'nothing' },
  isStream: true,
  summary: { zh: '上传进度', en: 'progress of an upload' },
});

export const listUploads = defineRoute({
  service: 'lab',
  method: 'GET',
  path: '/v1/uploads',
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  summary: { zh: '本实验室的上传', en: 'uploads of this laboratory' },
  query: z.object({ cursor: cursor.optional() }),
  response: z.object({
    uploads: z.array(
      z.object({
        job: uuid,
        uploadedBy: z.string(),
        uploadedAt: instant,
        rows: z.int(),
        accepted: z.int(),
        held: z.int(),
        alarming: z.int(),
        releasedBy: z.string().nullable(),
        releasedAt: instant.nullable(),
      }),
    ),
    next: z.string().optional(),
  }),
});

export const releaseUpload = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/uploads/:job/release',
  roles: ['lab-supervisor'],
  scope: 'lab',
  object: { kind: 'upload', by: 'job', unseen: 'UPLOAD_UNKNOWN' },
  isIdempotent: true,
  summary: { zh: '第二人审核发布', en: 'release by a second person' },
  request: z.object({
    exceptRows: z.array(z.int().min(1)).max(5000).default([]),
    /** The desk's own time of the release; event time for curves, never for a deadline. */
    capturedAt: instant.optional(),
  }),
  response: z.object({ job: uuid, released: z.int(), kept: z.int() }),
});

export const correctResult = defineRoute({
  service: 'lab',
  method: 'POST',
  path: '/v1/results/:tubeId/correct',
  roles: ['lab-supervisor'],
  scope: 'lab',
  object: { kind: 'tube', by: 'tubeId', unseen: 'TUBE_OF_OTHER_LAB' },
  isIdempotent: true,
  summary: { zh: '更正结果', en: 'correct a result' },
  request: z.object({ resultVersion: z.int().min(1), finding, reason: z.string().min(2).max(200) }),
  response: z.object({
    tubeId,
    /** The version that counts now: still the old one while the correction waits. */
    resultVersion: z.int(),
    /** An alarm is taken back only when another supervisor asks for the same correction. */
    awaitsSecondPerson: z.boolean(),
  }),
});
