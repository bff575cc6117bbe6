import { entry } from '@lib/contracts/refusal-entry';

/** What is refused about orders, who looks after whom, and what is written down about a person in isolation. */
export const careOfPeople = {
  ISOLATION_ORDER_UNKNOWN: entry(404, '没有此隔离单', 'no such isolation order', '请刷新列表', 'reload the list'),
  ISOLATION_ORDER_OVER: entry(
    409,
    '此隔离单已结束',
    'this isolation order is over',
    '无需操作；本人已自由',
    'nothing is to be done; the person is free',
  ),
  CAPTURED_OUT_OF_BOUNDS: entry(
    422,
    '补录时间不在此隔离单之内，或过早、过晚',
    'the time given lies outside the order, too far back, or ahead',
    '请核对纸质记录上的日期和时间',
    'check day and time on the paper',
  ),
  PAPER_NEEDS_ITS_TIME: entry(
    422,
    '纸质补录须填写实际时间',
    'what is entered from paper needs the time at which it was',
    '请填写实际时间',
    'give the time that stands on the paper',
  ),
  NO_OPEN_FEVER: entry(409, '没有待处置的发热', 'no fever waits for a decision', '请刷新', 'reload'),
  RELEASE_TOO_EARLY: entry(
    409,
    '最后一日之前不能签署解除',
    'a release is signed on the last day, not before it',
    '如需提前结束，请解除措施',
    'to end it earlier, lift the measure',
  ),
  RELEASE_TESTS_MISSING: entry(
    409,
    '应检结果未齐，或并非未检出',
    'a swab of a test day is missing, or is not “not detected”',
    '请补采；期限到时仍自动结束，并转为留意',
    'take it; the order still ends by itself, and somebody will look out',
  ),
  RELEASE_SIGNED: entry(409, '已签署解除', 'the release was signed', '无需重复', 'nothing to do'),
  ASSIGNMENT_UNKNOWN: entry(404, '没有此包保安排', 'no such assignment', '请刷新列表', 'reload the list'),
  ASSIGNMENT_ANSWERED: entry(409, '此安排已答复', 'this was answered', '请刷新列表', 'reload the list'),
  ASSIGNMENT_OF_OTHER: entry(
    409,
    '所问的是另一位',
    'somebody else was asked',
    '请由被指派的本人答复',
    'whoever was asked must answer',
  ),
  CARER_UNLISTED: entry(
    409,
    '此人不在本区包保名单',
    'this person is not on the list of the district',
    '请先登记',
    'list them first',
  ),
  CARER_ASKED_BEFORE: entry(
    409,
    '此人已在负责或正被询问',
    'this person has it or is being asked',
    '请等待答复或另选他人',
    'wait for the answer or ask another',
  ),
  CASELOAD_FULL: entry(
    409,
    '此人包保人数已满',
    'this person looks after as many people as the policy lets',
    '请另选他人',
    'ask another person',
  ),
} as const;
