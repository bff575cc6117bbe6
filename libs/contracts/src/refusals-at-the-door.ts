import { entry } from '@lib/contracts/refusal-entry';

/** What somebody may be refused who signs in, is signed in no longer, or brings a device. */
export const door = {
  SIGN_IN_FAILED: entry(
    401,
    '登录未完成或已失效',
    'this sign-in was not completed, or is no longer valid',
    '请从首页重新登录',
    'begin again from the first page',
  ),
  SIGN_IN_NO_ROLE: entry(
    403,
    '您的账号没有本系统的角色',
    'your account has no role in this system',
    '请联系本单位管理员授予角色',
    'ask your administrator for a role',
  ),
  PROVIDER_AWAY: entry(
    503,
    '统一登录暂不可用',
    'the sign-in service is not answering',
    '请稍后重试，已登录的同事不受影响',
    'try again shortly; whoever is signed in may go on',
  ),
  REVOKED: entry(
    401,
    '此登录或设备已被停用',
    'this sign-in or device was revoked',
    '请联系站长或管理员',
    'ask the site manager or an administrator',
  ),
  REVOCATION_OVER: entry(
    422,
    '停用截止时间已过',
    'this revocation would end before it begins',
    '请填写将来的时间，或留空',
    'give a time to come, or none',
  ),
  HOST_UNKNOWN: entry(
    421,
    '请求的域名不属于本系统',
    'this server does not go by that name',
    '请使用公布的地址',
    'use the published address',
  ),
  SHIFT_OVER: entry(
    403,
    '本班次已结束，只能补传班次内的记录',
    'the shift is over; only what it recorded is still taken',
    '请重新开始班次',
    'start a new shift',
  ),
  DEVICE_KEY_KNOWN: entry(
    409,
    '此设备已登记密钥',
    'this device has a key already',
    '如需更换，请由站长或管理员确认更换',
    'a site manager or administrator must say that it is replaced',
  ),
  NOTICE_REPORT_WRONG: entry(
    401,
    '短信回执的签名无效',
    'the signature of this report is not valid',
    '请服务商核对回执密钥与时钟',
    'the provider compares the key of reports and the clock',
  ),
  NOTICE_PROOF_WRONG: entry(
    401,
    '通知服务的凭证无效',
    'the proof of the sender of notices is not valid',
    '请系统管理员核对两项服务的通知密钥与时钟',
    'an administrator compares the secret for notices and the clocks of the two services',
  ),
  DEVICE_PROOF_WRONG: entry(
    401,
    '设备证明无效',
    'the proof of this device is not valid',
    '请校准设备时间后重试；仍不行请重新登记设备',
    'set the clock of the device and try again, or register the device anew',
  ),
};
