/** One kind of fault of an input, as `errors[].code` of a MALFORMED answer names it. */
export interface InputFaultEntry {
  readonly zh: string;
  readonly en: string;
  readonly cureZh: string;
  readonly cureEn: string;
}

const fault = (zh: string, en: string, cureZh: string, cureEn: string): InputFaultEntry => ({ zh, en, cureZh, cureEn });

/** What the door says of a request that it could not read. */
const ofTheDoor = {
  UNREADABLE: fault(
    '请求无法读取',
    'the request could not be read',
    '请核对地址、编码和 JSON',
    'check address, encoding and JSON',
  ),
  MEDIA_TYPE: fault(
    '内容类型不符',
    'not of the type that this route takes',
    '请发送 UTF-8 的 JSON，不压缩',
    'send JSON in UTF-8, not packed',
  ),
  BODY_TOO_LARGE: fault('内容过大', 'the body is larger than this route takes', '请分批发送', 'send it in parts'),
  HEADERS_TOO_LARGE: fault(
    '请求头过大',
    'the headers are too large',
    '请缩短地址和请求头',
    'shorten address and headers',
  ),
  TOO_SLOW: fault(
    '请求未按时到达',
    'the request did not arrive in time',
    '请检查网络后重发',
    'look at the line and send it again',
  ),
  VALUE_UNSTORABLE: fault(
    '数值无法保存',
    'a value is none that can be kept',
    '请核对日期、编号和长度',
    'check dates, ids and lengths',
  ),
  KEY_MISSING: fault(
    '缺少操作编号',
    'a command needs an Idempotency-Key',
    '每个操作生成一个 UUID，重发时不变',
    'make one UUID per command, the same at every repeat',
  ),
  NO_KEY: fault(
    '设备密钥不是 P-256 曲线上的点',
    'these are no coordinates of a P-256 key',
    '请在设备上重新生成密钥后登记',
    'let the device make a new key and register that',
  ),
  CURSOR_UNKNOWN: fault(
    '翻页标记无效',
    'this is no cursor of ours',
    '请从第一页重新读取',
    'begin again at the first page',
  ),
};

/** What the schemas say; the names are those of the parser in capitals. */
const ofTheSchema = {
  INVALID_TYPE: fault('类型不符', 'of another type', '请按接口文档填写', 'look it up in the description of the route'),
  INVALID_FORMAT: fault('格式不符', 'not of the form that is asked', '请核对格式', 'check its form'),
  INVALID_VALUE: fault(
    '取值不在允许范围',
    'none of the values that are allowed',
    '请选用列出的取值',
    'take one that is listed',
  ),
  INVALID_UNION: fault(
    '不符合任何一种形式',
    'of none of the forms that are allowed',
    '请按接口文档填写',
    'look it up in the description of the route',
  ),
  INVALID_KEY: fault('键名不符', 'a key that is not allowed', '请核对键名', 'check the names of the keys'),
  INVALID_ELEMENT: fault('元素不符', 'an element that is not allowed', '请核对列表内容', 'check the list'),
  UNRECOGNIZED_KEYS: fault(
    '含有多余字段',
    'fields that this contract does not have',
    '请删除多余字段',
    'leave them out',
  ),
  TOO_BIG: fault('超出上限', 'above the limit', '请减小', 'make it smaller'),
  TOO_SMALL: fault('低于下限', 'below the limit', '请补足', 'make it larger'),
  NOT_MULTIPLE_OF: fault('不是规定的倍数', 'no multiple of the step', '请核对数值', 'check the number'),
  CUSTOM: fault('不符合规则', 'against a rule of this field', '请按 message 更正', 'correct it as its message says'),
};

/** What single routes say. */
const ofRoutes = {
  NO_KEY: fault(
    '不是有效的设备公钥',
    'this is no public key',
    '请由设备重新生成密钥',
    'let the device make its key again',
  ),
  ORDER_TERM: fault(
    '留观命令须在31天内到期',
    'an order about a place ends within 31 days',
    '请填写31天以内的到期时间',
    'give an end within 31 days',
  ),
  SITE_OF_POINT: fault(
    '留观室须写明本区县的采样点，其他场所不写',
    'waiting rooms name a site of their district, other places name none',
    '请核对场所类型和采样点编号',
    'check the kind of place and the site’s code',
  ),
  IN_FUTURE: fault(
    '时间在将来，天数不能从将来算起',
    'this lies in the future; days count from what was',
    '请填写已发生的时间',
    'give a time that has been',
  ),
  ID_IN_USE: fault('编号已属他人', 'this id belongs to another person', '请换新的编号', 'make a new id'),
  NOT_AFTER_OPENING: fault('结束时间早于开始时间', 'it ends before it begins', '请核对时间', 'check the times'),
};

/** Every code that `errors[]` of a MALFORMED answer may hold. Rows of files have codes of their own. */
export const inputFaultCodes = { ...ofTheDoor, ...ofTheSchema, ...ofRoutes } as const;
