import type { NoticeKindName } from '@lib/vocabulary';

/** The words of one kind; `{name}` stands for a field, `{page}` for the address of the page on which more stands. */
export interface NoticeWords {
  readonly subjectZh: string;
  readonly subjectEn: string;
  readonly textZh: string;
  readonly textEn: string;
}

const words = (subjectZh: string, subjectEn: string, textZh: string, textEn: string): NoticeWords => ({
  subjectZh,
  subjectEn,
  textZh,
  textEn,
});

/**
 * Version 1 of every kind, as it ships. Words to people name no finding and no illness: a short message is read by
 * whoever holds the telephone, so it says what to do and where more stands (settled 4).
 */
export const houseWords: Readonly<Record<NoticeKindName, NoticeWords>> = {
  'stay-where-you-are': words(
    '请原地等待',
    'Please stay where you are',
    '您的一份样本需要再次检测。请原地等待，工作人员将联系您，并为您免费单独采样（{dueAt}前，采样点{siteCode}）。就医、用药、生育等紧急需要不受影响。详情：{page}',
    'One of your specimens has to be tested again. Please stay where you are: staff will contact you and take a single swab, free of charge (by {dueAt}, site {siteCode}). Urgent care, medicine and birth are never held up. More: {page}',
  ),
  'hold-begun': words(
    '临时就地管控通知',
    'A temporary hold',
    '因一份样本需要再次检测，请自{startsAt}起至{endsAt}止在原地等待并接受免费单采。依据：{office}{decree}。到期自动结束；依据、申诉与咨询电话{phone}见：{page}。紧急就医不受影响。',
    'Because a specimen has to be tested again, please stay where you are from {startsAt} to {endsAt}; a single swab follows, free of charge. Basis: {office} {decree}. It ends by itself; basis, objection and telephone {phone}: {page}. Urgent care is never held up.',
  ),
  'hold-until-result': words(
    '等候结果通知',
    'Waiting for a result',
    '请自{startsAt}起在安排的地点等候检测结果，最迟至{endsAt}；结果发布或医生决定后即结束。依据：{office}{decree}。申诉与咨询电话{phone}见：{page}。紧急就医不受影响。',
    'Please wait for your result where you were asked to, from {startsAt} to {endsAt} at the latest; it ends with the result or by a doctor’s decision. Basis: {office} {decree}. Objection and telephone {phone}: {page}. Urgent care is never held up.',
  ),
  'isolation-begun': words(
    '隔离医学观察通知',
    'An isolation order',
    '根据{office}{decree}，请自{startsAt}起至{endsAt}止按要求隔离。到期自动结束；依据、救济途径、申诉与电话{phone}见：{page}。紧急就医、生育、透析不受影响。',
    'By {office} {decree} you are asked to isolate from {startsAt} to {endsAt}. It ends by itself; basis, remedy, objection and telephone {phone}: {page}. Urgent care, birth and dialysis are never held up.',
  ),
  'measure-ended': words(
    '管控已结束',
    'The measure has ended',
    '此前通知您的管控措施已结束，您可以正常出行。详情：{page}',
    'The measure that you were told of has ended; you may move as usual. More: {page}',
  ),
  'case-cleared': words(
    '复核已完成',
    'The second test is done',
    '您的单独采样已有结果，此前请您原地等待的安排已结束。结果与证明请登录查看：{page}',
    'The result of your single swab is there, and you need not wait any longer. Result and proof: {page}',
  ),
  'verified-letter': words(
    '复核告知',
    'About your second test',
    '工作人员已就复核事宜与您电话联系。书面说明、依据、申诉途径与咨询电话{phone}见：{page}。如尚未接到电话，请回拨。',
    'Staff have called you about your second test. The written statement, its basis, how to object and the telephone {phone}: {page}. If nobody has called you yet, please call back.',
  ),
  'recollection-asked': words(
    '请免费重采',
    'Please give a specimen again',
    '您的样本未能得出结果，与您的健康状况无关。请于{dueAt}前到采样点{siteCode}免费重采，无需等待或隔离。详情：{page}',
    'Your specimen gave no result; this says nothing about your health. Please have it taken again by {dueAt} at site {siteCode}, free of charge. You need not wait or isolate. More: {page}',
  ),
  'second-swab-asked': words(
    '请再采样一次',
    'One more swab, please',
    '为核对此前的结论，请于{dueAt}前到采样点{siteCode}免费再采样一次，无需等待或隔离。详情：{page}',
    'To make sure of the earlier outcome, please give one more swab by {dueAt} at site {siteCode}, free of charge. You need not wait or isolate. More: {page}',
  ),
  'correction-apology': words(
    '更正与致歉',
    'A correction and our apology',
    '此前与您一份样本有关的通知有误，现已撤回，由此采取的安排均已取消，您的证明已恢复。给您带来不便，我们诚挚道歉。申诉与咨询{phone}：{page}',
    'What you were told about one of your specimens was wrong and is withdrawn; everything arranged because of it is cancelled and your proof is restored. We apologise. Questions and objection {phone}: {page}',
  ),
  dispatch: words('新的派单', 'A new dispatch', '{what}（采样点{siteCode}）', '{what} (site {siteCode})'),
  'duty-call': words(
    '值班催办',
    'You are due',
    '警报尚无人接手：{what}（采样点{siteCode}）',
    'An alert nobody has taken: {what} (site {siteCode})',
  ),
  'task-overdue': words(
    '任务超时',
    'A task is overdue',
    '{what} 已过时限（采样点{siteCode}）',
    '{what} is past its clock (site {siteCode})',
  ),
  'door-knock': words(
    '上门通知',
    'Please knock',
    '有人未能通知到，请上门（采样点{siteCode}）',
    'Somebody could not be told; please knock (site {siteCode})',
  ),
  'job-failed': words(
    '作业失败',
    'A job failed',
    '{what} 多次失败，已换号重排',
    '{what} failed for good and was queued under a new id',
  ),
};
