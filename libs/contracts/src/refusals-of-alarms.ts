import { entry } from '@lib/contracts/refusal-entry';

/** What is refused on the way from a row to the person who answers for it. */
export const alarms = {
  LAB_UNREGISTERED: entry(
    409,
    '该实验室尚未登记，结果暂不能发布',
    'this laboratory is not registered, so nothing of it may be told yet',
    '结果和警报已保存；请系统管理员登记该实验室后再发布',
    'results and alarms are kept; an administrator registers the laboratory, then release again',
  ),
  ROW_NOT_HELD: entry(
    409,
    '该行没有因过早出结果而暂存',
    'this row is not held for having come too soon',
    '请刷新上传报告',
    'reload the report of the upload',
  ),
  DUTY_UNKNOWN: entry(404, '没有此班次', 'no such duty', '请刷新值班表', 'reload the duty roster'),
  DUTY_EXISTS: entry(
    409,
    '此班次编号已用于另一班次',
    'another duty has this id',
    '请换新的编号',
    'put it under a new id',
  ),
  REPORT_UNKNOWN: entry(404, '没有此个案报告', 'no such report', '请刷新列表', 'reload the list'),
  REPORT_STEP_DONE: entry(409, '此步骤已登记', 'this step was recorded', '请刷新列表', 'reload the list'),
  REPORT_STEP_EARLY: entry(
    409,
    '前一步骤尚未登记',
    'the step before it has not been recorded',
    '请先登记前一步骤',
    'record that one first',
  ),
  REPORT_TAKEN_BACK: entry(
    409,
    '处置单已不是复核阳性，不再报告',
    'the case is no longer verified: there is nothing to report',
    '如已报告，请登记订正回执',
    'if it was reported, record its withdrawal',
  ),
  DISPATCH_UNKNOWN: entry(404, '没有此派单', 'no such dispatch', '请刷新派单清单', 'reload the list of dispatches'),
  DISPATCH_TAKEN: entry(
    409,
    '已有人接手此派单',
    'somebody has taken this dispatch over',
    '接手人见清单；如需转交，请其转交给您',
    'the list names the person; ask them to hand it on to you',
  ),
  DISPATCH_OVER: entry(
    409,
    '此派单已结束，无需接手',
    'this dispatch is over: nobody is needed for it',
    '请刷新派单清单',
    'reload the list of dispatches',
  ),
  DISPATCH_NOT_YOURS: entry(
    409,
    '此派单的负责人不是您',
    'somebody else owns this dispatch',
    '请由负责人转交',
    'its owner may hand it on',
  ),
  DISPATCH_NOT_OFFERED: entry(
    409,
    '此派单没有转交给您',
    'this dispatch is not offered to you',
    '请刷新派单清单',
    'reload the list of dispatches',
  ),
  DISPATCH_CHANGED: entry(
    409,
    '负责人已变更',
    'it has changed hands meanwhile',
    '请刷新后再操作',
    'reload the list, then decide again',
  ),
};
