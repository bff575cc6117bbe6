import { Refusal } from '@lib/contracts/refusals';

export type RosterField = 'name' | 'cardKind' | 'cardNumber' | 'phone' | 'address' | 'division';

/** Where each field of a person stands in the rows of a file, and what its header says there. */
export type RosterColumns = ReadonlyMap<RosterField, { readonly index: number; readonly header: string }>;

// The headers that districts, hospitals and other systems put over the same things.
const headers: Readonly<Record<RosterField, string>> = {
  name: '姓名 受检人姓名 受检者姓名 人员姓名 居民姓名 成员姓名 受检人 受检者 name fullname membername personname',
  cardKind: '证件类型 证件种类 证件类别 认证类型 cardtype cardkind idtype idkind documenttype',
  cardNumber:
    '证件号码 证件号 证件编号 身份证号 身份证号码 身份证 身份号 身份证件号 身份证件号码 公民身份号码 居民身份证号 护照号 护照号码 cardnumber cardno idnumber idno idcard idcardno idcardnumber identitynumber documentnumber passportnumber',
  phone:
    '联系电话 手机号 手机号码 手机 电话 电话号码 联系方式 mobile mobilephone mobilenumber phone phonenumber tel telephone',
  address:
    '现住址 住址 现住地址 现居住地 现居住地址 居住地址 家庭住址 家庭地址 地址 详细地址 address homeaddress residence',
  division:
    '所属区划 区划代码 行政区划 行政区划代码 所属街道 街道代码 所属街道代码 所属区县 division divisioncode districtcode streetcode areacode regioncode',
};

const fieldByHeader = new Map<string, RosterField>(
  (Object.entries(headers) as [RosterField, string][]).flatMap(([field, words]) =>
    words.split(' ').map((word) => [word, field] as const),
  ),
);

/** In: a header cell. Out: the field it stands for; spaces, punctuation, case and a note in brackets do not matter. */
export function fieldOf(header: string): RosterField | undefined {
  const plain = header.normalize('NFKC').toLowerCase();
  const bare = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '');
  return fieldByHeader.get(bare(plain)) ?? fieldByHeader.get(bare(plain.replaceAll(/\(.*?\)/g, '')));
}

/** True for the row that names the two columns without which nobody can be known again. */
export function isRosterHeader(cells: readonly string[]): boolean {
  const fields = new Set(cells.map(fieldOf));
  return fields.has('name') && fields.has('cardNumber');
}

/** The first column of each field counts. Throws UPLOAD_COLUMNS_MISSING naming what is not there. */
export function columnsOf(header: readonly string[]): RosterColumns {
  const columns = new Map<RosterField, { index: number; header: string }>();
  for (const [index, cell] of header.entries()) {
    const field = fieldOf(cell);
    if (field !== undefined && !columns.has(field)) columns.set(field, { index, header: cell });
  }
  const missing = (['name', 'cardNumber'] as const).filter((field) => !columns.has(field));
  if (missing.length > 0) {
    throw new Refusal('UPLOAD_COLUMNS_MISSING', {
      missing: missing.map((field) => headers[field].split(' ')[0] ?? field),
    });
  }
  return columns;
}
