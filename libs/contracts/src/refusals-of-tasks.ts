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

/** What is refused about cards of the board and alerts that are handed on. */
export const aboutTheBoard = {
  CASE_CHANGED: entry(
    409,
    '此人的处置情况已被他人更新',
    'somebody changed this case since you saw it',
    '请刷新后联系 owner 一栏所示人员',
    'reload, and talk to whoever is named as its owner',
  ),
  CASE_OVER: entry(
    409,
    '此处置单已解除或撤销',
    'this case is over',
    '无需操作；请刷新看板',
    'nothing is to be done; reload the board',
  ),
  MOVE_FOLLOWS_A_FACT: entry(
    409,
    '此列由事实推进，不能手动移动',
    'a card comes to this column by a fact, not by hand',
    '封管或结果发布后自动移动',
    'it moves by itself once the tube is sealed or the result released',
  ),
  MOVE_HAS_ITS_OWN_FORM: entry(
    409,
    '此步骤须在转运或入住页面办理',
    'this step has a form of its own',
    '请在转运、派车、入住页面填写后自动移动',
    'order the transfer, board the vehicle or admit the person there; the card follows',
  ),
  MOVE_NOT_NEXT: entry(
    409,
    '当前步骤不能移到该列',
    'the card cannot go there from where it stands',
    '请按顺序办理',
    'do the steps before it first',
  ),
  ALERT_NOT_TAKEN: entry(409, '此警报尚无人接手', 'nobody has this alert yet', '请先接手', 'take it over instead'),
  ALERT_OF_SOMEBODY_ELSE: entry(
    409,
    '此警报不在您名下，也未移交给您',
    'this alert is not yours, nor offered to you',
    '请由 owner 一栏所示人员办理',
    'whoever is named as its owner does it',
  ),
};
