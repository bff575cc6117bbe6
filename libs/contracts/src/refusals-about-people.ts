import { entry } from '@lib/contracts/refusal-entry';

/** What registration refuses about people, their keys and the end of a campaign. */
export const people = {
  CAMPAIGN_CLOSED: entry(
    409,
    '本行动已办结，身份信息已删除',
    'this campaign is closed and its identities are deleted',
    '请在新的行动中登记',
    'register in a new campaign',
  ),
  CAMPAIGN_ROUNDS_OPEN: entry(
    409,
    '仍有轮次未结束，不能办结行动',
    'a round is still open, so the campaign cannot be closed',
    '请先结束所有轮次',
    'close every round first',
  ),
  CAMPAIGN_PEOPLE_UNANSWERED: entry(
    409,
    '仍有人待复采，不能办结行动',
    'people still wait to be sampled again, so the campaign cannot be closed',
    '请先完成或关闭复采名单',
    'finish the recollection list first',
  ),
  CAMPAIGN_PEOPLE_KEPT: entry(
    409,
    '仍有人处于隔离等措施中，不能办结行动',
    'people are still kept by a measure, so the campaign cannot be closed',
    '请等措施到期，或由有权的人依法解除后再办结',
    'wait until the measures end, or have them lifted by whoever may',
  ),
  CLOSING_NOT_PROPOSED: entry(
    409,
    '尚无人提出办结本行动',
    'nobody has proposed to close this campaign, or the proposal has lapsed',
    '请先由一人提出办结',
    'one person proposes it first',
  ),
  CLOSING_NEEDS_SECOND_PERSON: entry(
    409,
    '提出人不能自己确认办结',
    'whoever proposed the closing cannot confirm it',
    '请由第二人确认',
    'a second person must confirm',
  ),
  CERTIFICATE_KEY_MISSING: entry(
    409,
    '没有证书签名密钥，不能办结行动',
    'there is no key to sign the certificate with, so the campaign cannot be closed',
    '请在密钥文件中加入 certificate 密钥',
    'add a `certificate` key to the key file',
  ),
  IDENTITY_UNREADABLE: entry(
    409,
    '此人的登记信息无法解密',
    'what is stored of this person does not open',
    '请重新登记联系方式，并告知系统管理员',
    'enter the contact details anew and tell the administrator',
  ),
  LOOKUP_BUDGET_SPENT: entry(
    429,
    '查询未登记证件过多，已暂停并留痕',
    'too many cards that nobody has were looked up; it is written down and paused',
    '请稍后再试；新来人员请直接登记',
    'wait; register newcomers instead of looking them up',
  ),
};
