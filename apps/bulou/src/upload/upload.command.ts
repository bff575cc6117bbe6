import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { uploadReport } from '@lib/contracts/http/lab/uploads';
import { labCodePattern } from '@lib/vocabulary';
import type { Context } from '../command.js';
import { keyFilesIn, readJwk } from '../keys.js';
import { answer, exit, Lacking, say, WrongUsage } from '../outcome.js';
import { OutsideClient } from '../outside/outside-client.js';
import { step } from '../progress.js';
import { ensureUp } from '../up/ensure-up.js';
import { printUpload, problemLines } from './print-upload.js';

// What the laboratory's door takes at most; asked here first, so that nobody waits for a refusal.
const bytesMax = 20_000_000;

interface UploadOptions {
  readonly file: string;
  readonly lab: string;
  readonly isTrial: boolean;
  readonly asJson: boolean;
}

/** Reads `upload FILE --lab CODE [--dry-run] [--json]`. Throws WrongUsage naming what is missing or wrong. */
export function readUploadOptions(args: string[]): UploadOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      lab: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new WrongUsage('upload takes one file: ./bulou upload FILE --lab CODE [--dry-run] [--json]');
  }
  if (values.lab === undefined || !labCodePattern.test(values.lab)) {
    throw new WrongUsage(
      `upload needs --lab with the code of a laboratory, like LAB-HZ1; it is "${values.lab ?? ''}".`,
    );
  }
  if (!existsSync(file) || !statSync(file).isFile()) throw new WrongUsage(`there is no file "${file}".`);
  const { size } = statSync(file);
  if (size > bytesMax) throw new WrongUsage(`"${file}" has ${size} bytes; a laboratory file has ${bytesMax} at most.`);
  return { file, lab: values.lab, isTrial: values['dry-run'], asJson: values.json };
}

/** Sends a laboratory's result file through the public door, as a technician of that laboratory; exit 1 when rows were refused. */
export async function run(args: string[], context: Context): Promise<number> {
  const { file, lab, isTrial, asJson } = readUploadOptions(args);
  const { config } = context;
  if (config.profile !== 'local') {
    throw new WrongUsage(`tokens are made in the local profile only; this is "${config.profile}".`);
  }
  const { url } = await ensureUp(context);
  const key = keyFilesIn(config.state).issuer;
  if (!existsSync(key)) throw new Lacking('there is no issuer key yet.', 'It is made by: ./bulou up');
  const client = new OutsideClient(url, { key: readJwk(key), name: config.issuer });
  try {
    const { status, body } = await step(
      `上传 upload ${basename(file)} · ${lab}${isTrial ? '（试读 dry run）' : ''}`,
      () =>
        client.send(
          { sub: `technician-${lab}`, role: 'lab', scope: { lab } },
          { method: 'POST', path: `/api/lab/v1/uploads${isTrial ? '?dryRun=true' : ''}`, file: readFileSync(file) },
        ),
    );
    if (status >= 300) {
      for (const line of problemLines(status, body)) say(line);
      if (asJson) answer(body);
      return exit.checkFailed;
    }
    const report = uploadReport.parse(body);
    if (asJson) answer(report);
    else printUpload(report);
    return report.rejected > 0 ? exit.checkFailed : exit.good;
  } finally {
    await client.close();
  }
}
