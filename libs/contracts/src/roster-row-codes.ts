/** What can be wrong with a row of a roster: said in both languages, with what to do about it. */
export const rosterFaults = {
  NAME_MISSING: ['姓名为空 / the name is missing', '请补全姓名 / fill it in'],
  NAME_UNREADABLE: [
    '姓名无法识别 / the name cannot be read',
    '请核对编码，用 UTF-8 或 GBK 重新导出 / check the encoding and export it again as UTF-8 or GBK',
  ],
  CARD_MISSING: [
    '证件号码为空 / the card number is missing',
    '请补全证件号码；无证件者请到采样点登记 / fill it in; people without papers are registered at the site',
  ],
  CARD_DAMAGED_BY_EXCEL: [
    '证件号码被表格软件改写，末位数字已丢失 / a spreadsheet has spoilt this number, its last digits are gone',
    '请将该列设为“文本”格式后从原系统重新导出 / set the column to Text and export it again from its source',
  ],
  IDENTITY_NUMBER_WRONG: [
    '身份证号码有误（位数、出生日期或校验码）/ wrong identity number (length, day of birth or check character)',
    '请对照证件核对 / compare it with the card',
  ],
  IDENTITY_NUMBER_OLD: [
    '十五位身份证号码已停用 / identity numbers of fifteen digits are no longer valid',
    '请填写十八位号码 / give the one of eighteen',
  ],
  CARD_NUMBER_WRONG: [
    '证件号码格式有误 / this is not a card number of that kind',
    '请核对证件类型和号码 / check kind and number',
  ],
  PHONE_WRONG: ['联系电话有误 / this is not a telephone number', '请核对号码，或留空 / check it, or leave it empty'],
  PHONE_DAMAGED_BY_EXCEL: [
    '联系电话被表格软件改写 / a spreadsheet has spoilt this telephone number',
    '请将该列设为“文本”格式后重新导出 / set the column to Text and export it again',
  ],
  ADDRESS_TOO_LONG: ['住址过长 / the address is too long', '请缩短到 200 字以内 / shorten it to 200 characters'],
  DIVISION_CODE_WRONG: [
    '区划代码有误 / this is not a division code',
    '请填写 6 至 12 位数字代码，或留空 / give 6 to 12 digits, or leave it empty',
  ],
  DIVISION_OF_OTHER_DISTRICT: [
    '此人属于其他区县 / this person belongs to another district',
    '请由所属区县导入 / their own district sends this row',
  ],
  DUPLICATE_IN_FILE: ['此人在文件中已出现 / this person stands in this file already', '无需处理 / nothing to do'],
  DUPLICATE_WITH_OTHER_NAME: [
    '同一证件号码在文件中对应另一姓名 / the same card number stands above with another name',
    '请核对两行，一证一人 / check both rows: one card, one person',
  ],
  DUPLICATE_IN_CAMPAIGN: [
    '此人已在本次行动名册中 / this person is in the campaign already',
    '无需处理 / nothing to do',
  ],
} as const satisfies Record<string, readonly [string, string]>;

export type RosterFaultCode = keyof typeof rosterFaults;
