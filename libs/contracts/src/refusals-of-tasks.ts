import { entry } from '@lib/contracts/refusal-entry';

/** What is refused about tasks and who answers for what. */
export const aboutTasks = {
  TASK_UNKNOWN: entry(404, '没有此任务', 'no such task', '请刷新列表', 'reload the list'),
  TASK_CHANGED: entry(
    409,
    '此任务已被他人处理',
    'somebody changed this task since you saw it',
    '请刷新后联系 owner 一栏所示人员',
    'reload, and talk to whoever is named as its owner',
  ),
  TASK_OVER: entry(409, '此任务已办结或取消', 'this task is done or needless', '请刷新列表', 'reload the list'),
  TASK_NOT_YOURS: entry(
    409,
    '此任务不在您名下，也未移交给您',
    'this task is not yours, nor offered to you',
    '请由任务负责人办理，或请其移交',
    'its owner does it, or offers it to you',
  ),
  TASK_NOT_OFFERED: entry(
    409,
    '此任务没有待接受的移交',
    'nothing of this task is on offer',
    '请刷新列表',
    'reload the list',
  ),
  TASK_ENDS_BY_ITS_ACT: entry(
    409,
    '此任务由实际业务操作办结，不能直接勾选',
    'this task ends by the act or fact that it asks for, not by a tick',
    '请办理该业务；完成后任务自动办结',
    'do what it asks for; it ends by itself then',
  ),
  TASK_OUTCOME_UNKNOWN: entry(
    409,
    '此任务没有该办结结果',
    'a task of this kind does not end that way',
    '请选择所列结果之一',
    'choose one of the outcomes listed with it',
  ),
};
