/** What became of a row, and why it did not land. Outcome, sentence and cure stand together for the report. */
interface RowCodeEntry {
  readonly outcome: 'held' | 'rejected' | 'duplicate';
  readonly zh: string;
  readonly en: string;
  readonly hintZh: string;
  readonly hintEn: string;
}

const code = (
  outcome: RowCodeEntry['outcome'],
  zh: string,
  en: string,
  hintZh: string,
  hintEn: string,
): RowCodeEntry => ({ outcome, zh, en, hintZh, hintEn });

/** Every answer to a row that did not land. */
export const rowCodes = {
  TUBE_CODE_MISSING: code(
    ...(['rejected', '没有试管编号', 'the tube code is missing'] as const),
    ...(['请补上试管编号后重新上传', 'add the tube code and upload again'] as const),
  ),
  TUBE_CODE_WRONG: code(
    ...(['rejected', '试管编号有误', 'this is not a tube code'] as const),
    ...([
      '应为14位数字，末位为校验码；请用扫码枪重新录入',
      'fourteen digits, the last a check digit; scan it again',
    ] as const),
  ),
  EXCEL_DAMAGE: code(
    ...(['rejected', '编号已被Excel改写，数字已丢失', 'a spreadsheet has spoilt this number'] as const),
    ...(['请把该列设为文本格式后从仪器重新导出', 'format the column as text and export it again'] as const),
  ),
  WORD_MISSING: code(
    ...(['rejected', '没有检测结果', 'the result is missing'] as const),
    ...(['请填写：阴性、阳性、可疑、单靶标、无效', 'write 阴性, 阳性, 可疑, 单靶标 or 无效'] as const),
  ),
  WORD_UNKNOWN: code(
    ...(['rejected', '无法识别的检测结果', 'this word is not known as a result'] as const),
    ...(['请改为：阴性、阳性、可疑、单靶标、无效', 'write 阴性, 阳性, 可疑, 单靶标 or 无效'] as const),
  ),
  TUBE_REJECTED: code(
    ...(['rejected', '该试管已拒收，不接受结果', 'this tube was rejected and takes no result'] as const),
    ...(['人员已列入复采，请核对编号', 'its people are called back; check the code'] as const),
  ),
  TUBE_UNKNOWN: code(
    ...(['held', '本实验室没有此试管的记录', 'no record of this tube at your laboratory'] as const),
    ...([
      '已暂存，收到送检记录后自动匹配；如编号有误请更正',
      'kept, and matched when its record comes; check the code',
    ] as const),
  ),
  TUBE_NOT_RECEIVED: code(
    ...(['held', '试管尚未收样登记', 'this tube has not been received'] as const),
    ...(['已暂存，收样登记后自动匹配', 'kept, and matched when the tube is received'] as const),
  ),
  ROWS_CONTRADICT: code(
    ...(['held', '同一文件中该试管有不同结果', 'this file says two different things of the tube'] as const),
    ...([
      '如有报警结果已先行预警；请核对原始曲线，只保留一行后重新上传',
      'an alarming row has raised its alarm; look at the curves, keep one row and upload again',
    ] as const),
  ),
  RESULT_CONTRADICTS: code(
    ...(['held', '与该试管已有结果矛盾', 'another result of this tube says otherwise'] as const),
    ...([
      '不会覆盖原结果，如为报警结果已先行预警；请审核员用“更正”处理',
      'nothing is overwritten; an alarming row has raised its alarm; a supervisor decides by a correction',
    ] as const),
  ),
  CT_CONTRADICTS: code(
    ...(['held', '检测结果与Ct值矛盾', 'the word and the Ct values contradict each other'] as const),
    ...(['请核对曲线与判读后重新上传', 'look at the curves and upload the right row'] as const),
  ),
  CT_MISSING: code(
    ...(['held', '结果为检出但没有Ct值', 'detected, but without any Ct value'] as const),
    ...([
      '已先行预警；请补充Ct值重新上传，或由审核员更正',
      'the alarm is out; upload the row with its Ct, or correct it',
    ] as const),
  ),
  CT_UNREADABLE: code(
    ...(['held', 'Ct值无法识别', 'a Ct value cannot be read'] as const),
    ...(['请填写数字；无Ct请留空或写“无”', 'write a number; leave it empty or write 无 where there is none'] as const),
  ),
  INTERNAL_CONTROL_FAILED: code(
    ...(['held', '内标未检出，不能判为阴性', 'the internal control failed, so nothing is proven'] as const),
    ...(['请重新提取复检；复检前结果应为“无效”', 'repeat the extraction; until then the result is 无效'] as const),
  ),
  TIME_UNREADABLE: code(
    ...(['held', '检测时间无法识别', 'the time of the test cannot be read'] as const),
    ...(['请写成 2026-11-21 08:30', 'write it like 2026-11-21 08:30'] as const),
  ),
  TESTED_IN_FUTURE: code(
    ...(['held', '检测时间晚于现在', 'the test lies in the future'] as const),
    ...(['请核对仪器时钟后重新上传', "check the instrument's clock and upload again"] as const),
  ),
  TESTED_BEFORE_RECEIVED: code(
    ...(['held', '检测时间早于收样时间', 'tested before the tube was received'] as const),
    ...(['请核对检测时间与试管编号', 'check the time and the tube code'] as const),
  ),
  RUN_TOO_SHORT: code(
    ...(['held', '出结果早于检测所需的最短时间', 'the result is there sooner than the assay can run'] as const),
    ...([
      '如有报警结果已先行预警；请审核员核对仪器记录，确认后放行该行或更正',
      "an alarming row has raised its alarm; a supervisor compares the instrument's record and admits or corrects it",
    ] as const),
  ),
  ROW_REPEATED: code(
    ...(['duplicate', '与本文件前面一行重复', 'an earlier row of this file says the same'] as const),
    ...(['无需处理', 'nothing to do'] as const),
  ),
  RESULT_REPEATED: code(
    ...(['duplicate', '该试管已有相同结果', 'the tube has this result already'] as const),
    ...(['无需处理', 'nothing to do'] as const),
  ),
} as const satisfies Record<string, RowCodeEntry>;

export type RowCode = keyof typeof rowCodes;

/** Codes of rows that wait for a fact: they are judged again by themselves when it comes. */
export const waitingCodes: readonly RowCode[] = ['TUBE_UNKNOWN', 'TUBE_NOT_RECEIVED'];
