import { entry } from '@lib/contracts/refusal-entry';
import { door } from '@lib/contracts/refusals-at-the-door';
import { alarms } from '@lib/contracts/refusals-of-alarms';
import { people } from '@lib/contracts/refusals-about-people';
import { careOfPeople } from '@lib/contracts/refusals-of-care';
import { measuresOnPeople } from '@lib/contracts/refusals-of-measures';
import { placesOfIsolation } from '@lib/contracts/refusals-of-places';
import { aboutTasks, aboutTheBoard } from '@lib/contracts/refusals-of-tasks';
import { boxes, scanning } from '@lib/contracts/refusals-at-the-site';

export type { RefusalEntry } from '@lib/contracts/refusal-entry';

const signIn = {
  UNAUTHENTICATED: entry(
    401,
    '未登录或登录已过期',
    'you are not signed in, or no longer',
    '请重新登录',
    'sign in again',
  ),
  FORBIDDEN: entry(
    403,
    '您的角色不能执行此操作',
    'your role may not do this',
    '请联系有权限的同事',
    'ask a colleague who may',
  ),
  NOT_FOUND: entry(404, '没有找到', 'nothing of that name is here for you', '请核对编号', 'check the number'),
  CROSS_SITE: entry(
    403,
    '请求来源不被允许',
    'the request came from another site',
    '请从本系统页面操作',
    'use the pages of this system',
  ),
  BUSY: entry(
    503,
    '系统繁忙',
    'the system is at its limit',
    '数据已在本机保存，稍后自动重试',
    'keep it on the device and try again shortly',
  ),
  TOO_MANY_REQUESTS: entry(429, '请求过于频繁', 'too many requests', '请稍后再试', 'wait a moment'),
  IDEMPOTENCY_KEY_REUSED: entry(
    422,
    '同一操作编号用于不同内容',
    'this key was used for another content',
    '请换新的操作编号',
    'use a new key',
  ),
  STORE_AWAY: entry(
    503,
    '数据库暂不可用',
    'the store is not answering',
    '数据已在本机保存，稍后自动重试',
    'keep it on the device and try again shortly',
  ),
  UPSTREAM_AWAY: entry(
    503,
    '该服务暂不可用',
    'this room is not answering',
    '请稍后重试，已保存的数据不受影响',
    'try again shortly; what was saved is safe',
  ),
};

const campaign = {
  CAMPAIGN_UNKNOWN: entry(404, '没有此行动', 'no such campaign', '请选择已有行动', 'choose a campaign that exists'),
  CAMPAIGN_EXISTS: entry(
    409,
    '此行动编号已被使用',
    'another campaign has this id',
    '请换新的编号',
    'open it under a new id',
  ),
  ROUND_EXISTS: entry(
    409,
    '此轮次已存在',
    'this round exists already',
    '请核对轮次序号',
    'check the number of the round',
  ),
  DEVICE_OF_OTHER_SITE: entry(
    409,
    '设备登记在其他采样点',
    'this device belongs to another site',
    '请由管理员变更设备归属',
    'an administrator must move it',
  ),
  ROUND_UNKNOWN: entry(404, '没有此轮次', 'no such round', '请选择已有轮次', 'choose a round that exists'),
  ROUND_CLOSED: entry(409, '本轮次已结束', 'this round is closed', '请在新轮次中采样', 'use the round that is open'),
  SITE_UNKNOWN: entry(404, '没有此采样点', 'no such site', '请先登记采样点', 'register the site first'),
  LAB_UNKNOWN: entry(404, '没有此实验室', 'no such laboratory', '请核对实验室编号', 'check the laboratory code'),
  DIVISION_UNKNOWN: entry(404, '没有此行政区划', 'no such division', '请核对区划代码', 'check the division code'),
  DRILL_AND_LIVE_MIXED: entry(
    409,
    '演练与实战不能混用',
    'a drill and a live campaign never mix',
    '请换用对应的采样管',
    'use a tube of the right kind',
  ),
};

const laboratory = {
  PARKED_ALARM_STAYS: entry(
    409,
    '检出与结果事件不能丢弃',
    'a detection or a result cannot be dropped',
    '修复原因后重放；结果有误由实验室更正',
    'mend the cause and replay it; the laboratory corrects what was wrong',
  ),
  TUBE_UNKNOWN: entry(
    404,
    '没有此试管的记录',
    'no record of this tube yet',
    '已暂存，系统收到后自动匹配',
    'it is kept, and matched when the record comes',
  ),
  TUBE_NOT_RECEIVED: entry(409, '试管尚未收样', 'this tube was not received', '请先收样登记', 'receive it first'),
  TUBE_OF_OTHER_LAB: entry(
    404,
    '没有找到该试管',
    'no such tube at your laboratory',
    '请核对试管编号',
    'check the barcode',
  ),
  TUBE_REJECTED: entry(409, '试管已拒收', 'this tube was rejected', '人员已列入复采', 'its people are called back'),
  TUBE_ALREADY_RESULTED: entry(409, '试管已有结果', 'this tube has a result', '更正请走更正流程', 'use a correction'),
  RESULT_CONTRADICTS: entry(
    409,
    '与已有结果矛盾',
    'another result of this tube says otherwise',
    '请审核员处理',
    'a supervisor must decide',
  ),
  RESULT_NOT_LATEST: entry(409, '不是最新结果', 'a newer result exists', '请刷新后再试', 'reload and try again'),
  RETEST_NOT_ASKED: entry(
    409,
    '无人要求复测此管',
    'nobody asked to have that tube tested again',
    '请刷新列表',
    'reload the list',
  ),
  RETEST_ANSWERED: entry(409, '此复测已答复', 'this second test was answered', '无需重复', 'nothing to do'),
  UPLOAD_UNKNOWN: entry(404, '没有此上传记录', 'no such upload', '请核对编号', 'check the number'),
  UPLOAD_EMPTY: entry(422, '文件为空', 'the file is empty', '请导出后重新上传', 'export it again'),
  UPLOAD_FORMAT_UNKNOWN: entry(
    415,
    '无法识别的文件格式',
    'the format of this file is not known',
    '请上传 CSV 或 xlsx',
    'send CSV or xlsx',
  ),
  UPLOAD_COLUMNS_MISSING: entry(
    422,
    '缺少必需的列',
    'a column that is needed is missing',
    '请使用模板',
    'use the ready-filled file',
  ),
  UPLOAD_SHEETS_SEVERAL: entry(
    422,
    '文件含多个数据工作表',
    'this workbook holds more than one table',
    '请将每个工作表另存为一个文件后分别上传',
    'save each sheet as a file of its own and send them one by one',
  ),
  UPLOAD_TOO_LARGE: entry(413, '文件过大', 'the file is too large', '请分批上传', 'send it in parts'),
  RELEASE_NEEDS_SECOND_PERSON: entry(
    409,
    '上传人不能自己审核',
    'the uploader cannot release',
    '请由第二人审核',
    'a second person must release',
  ),
  UPLOAD_ALREADY_RELEASED: entry(409, '此上传已审核', 'this upload was released', '无需重复', 'nothing to do'),
};

const measures = {
  ALERT_UNKNOWN: entry(404, '没有此警报', 'no such alert', '请刷新列表', 'reload the list'),
  ALERT_ALREADY_TAKEN: entry(409, '警报已有人接手', 'somebody has taken this alert', '请看下一条', 'take the next one'),
  ALERT_WITHDRAWN: entry(
    409,
    '警报已撤回',
    'this alert was withdrawn by the laboratory',
    '无需处置，请看下一条',
    'nothing to do; take the next one',
  ),
  CASE_UNKNOWN: entry(404, '没有此处置单', 'no such case', '请刷新列表', 'reload the list'),
  NO_POLICY_PACK: entry(
    409,
    '没有生效的政策依据，不能采取措施',
    'no policy pack is valid, so no measure can be taken',
    '请先启用政策包',
    'a policy pack must be put in force first',
  ),
  PARTICIPANT_UNKNOWN: entry(
    404,
    '没有此人员',
    'no such participant',
    '请核对证件或人员码',
    'check the card or the code',
  ),
  IDENTITY_NUMBER_WRONG: entry(
    422,
    '证件号码有误',
    'the identity number is wrong',
    '请核对后重输',
    'check it and type it again',
  ),
};

/** Every refusal of the house. A test proves that this list, the codes thrown and the documentation agree. */
export const refusals = {
  ...signIn,
  ...door,
  ...campaign,
  ...scanning,
  ...boxes,
  ...laboratory,
  ...alarms,
  ...measures,
  ...people,
  ...measuresOnPeople,
  ...placesOfIsolation,
  ...careOfPeople,
  ...aboutTasks,
  ...aboutTheBoard,
} as const;

export type RefusalCode = keyof typeof refusals;
