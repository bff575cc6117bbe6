/** Why somebody or something is let in no longer: a closed list, so that no sentence about a person is kept. */
export const revocationReasons = {
  lost: { zh: '遗失', en: 'lost' },
  stolen: { zh: '被盗', en: 'stolen' },
  'left-duty': { zh: '离岗', en: 'left the duty' },
  misused: { zh: '滥用', en: 'misused' },
  'key-exposed': { zh: '密钥泄露', en: 'its key is exposed' },
  replaced: { zh: '已更换', en: 'replaced' },
} as const;
export type RevocationReason = keyof typeof revocationReasons;

/** What a token may be known by: its bearer, the device it is bound to, the shift it was given for. */
export const revocables = {
  subject: { zh: '人员（值班名）', en: 'a person (duty name)' },
  device: { zh: '设备', en: 'a device' },
  shift: { zh: '班次', en: 'a shift' },
} as const;
export type Revocable = keyof typeof revocables;
