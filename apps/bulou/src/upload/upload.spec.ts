import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WrongUsage } from '../outcome.js';
import { problemLines } from './print-upload.js';
import { readUploadOptions } from './upload.command.js';

describe('upload', () => {
  let folder: string;
  let file: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bulou-upload-'));
    file = join(folder, 'plate.csv');
    writeFileSync(file, '试管编号,检测结果\n');
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test('takes one file of one laboratory', () => {
    expect(readUploadOptions([file, '--lab', 'LAB-HZ1', '--dry-run'])).toEqual({
      file,
      lab: 'LAB-HZ1',
      isTrial: true,
      asJson: false,
    });
  });

  test.each([
    ['no file', ['--lab', 'LAB-HZ1']],
    ['two files', ['a.csv', 'b.csv', '--lab', 'LAB-HZ1']],
    ['no laboratory', ['a.csv']],
    ['a word that is no code of a laboratory', ['a.csv', '--lab', 'hz1']],
    ['a file that is not there', ['nowhere.csv', '--lab', 'LAB-HZ1']],
  ])('is refused as wrong usage with %s', (_what, args) => {
    expect(() => readUploadOptions(args)).toThrow(WrongUsage);
  });

  test('a file that is refused as a whole is explained in both languages, with its cure', () => {
    const body = {
      code: 'UPLOAD_EMPTY',
      messages: { zh: '文件为空', en: 'the file is empty' },
      cure: { zh: '换文件', en: 'send another' },
    };
    expect(problemLines(422, body)).toEqual([
      'bulou upload: 422 UPLOAD_EMPTY 文件为空 / the file is empty',
      '  → 换文件 / send another',
    ]);
  });
});
