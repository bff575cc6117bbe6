/** What an audit entry may say was done: a closed list, so that no act is named in free text. */
export const auditKinds = {
  // Personal data
  'person-revealed': { zh: '查看个人联系方式', en: 'one person’s contact details were shown' },
  'person-reveal-refused': { zh: '查看个人联系方式被拒', en: 'a look at one person’s contact details was refused' },
  'contact-changed': { zh: '更正个人联系方式', en: 'one person’s contact details were corrected' },
  'people-masked': { zh: '批量查看脱敏信息', en: 'masked details of several people were shown' },
  'people-resolved': { zh: '批量核对证件', en: 'cards of several people were resolved' },
  'roster-imported': { zh: '导入名册', en: 'a roster was taken in' },
  'key-rotated': { zh: '更换密钥', en: 'a key was exchanged for a newer one' },
  'campaign-close-proposed': { zh: '提议关闭行动', en: 'the closing of a campaign was proposed' },
  'campaign-closed': { zh: '关闭行动并销毁密钥', en: 'a campaign was closed and its keys destroyed' },
  'campaign-erased': { zh: '行动个人信息已删除', en: 'the personal data of a campaign is gone, and certified so' },
  // Results
  'upload-released': { zh: '签发一批结果', en: 'an upload was released' },
  'correction-asked': { zh: '申请更正结果', en: 'a correction was asked for' },
  'correction-confirmed': { zh: '复核并更正结果', en: 'a correction was confirmed by a second person' },
  'retest-confirmed': { zh: '确认复测结果相同', en: 'a second test was said to have found the same' },
  'row-admitted': { zh: '放行过早出结果的行', en: 'a row that came too soon was admitted' },
  // Tubes
  'tube-rejected': { zh: '拒收试管', en: 'a tube was rejected at the laboratory' },
  'tube-lost': { zh: '宣布试管丢失', en: 'a tube was declared lost' },
  // Alarms and measures
  'alert-taken': { zh: '接手警报', en: 'an alert was taken over by a person' },
  'duty-put': { zh: '排班', en: 'people were put on the duty roster' },
  'duty-ended': { zh: '提前交班', en: 'a duty was ended early' },
  'measure-decided': { zh: '作出管控决定', en: 'a measure was decided' },
  'measure-extended': { zh: '延长管控', en: 'a measure was extended' },
  'measure-lifted': { zh: '解除管控', en: 'a measure was lifted' },
  'order-signed': { zh: '签署主管机关命令', en: 'an order of an authority was signed, the first of two' },
  'pass-granted': { zh: '开具紧急就医通行', en: 'a pass for urgent care, birth or dialysis was granted' },
  'point-inspected': { zh: '检查隔离点三区两通道', en: 'an isolation point was inspected' },
  'room-reserved': { zh: '安排隔离房间', en: 'a room was reserved for a person' },
  'appeal-lodged': { zh: '提出申诉', en: 'an appeal was lodged' },
  'appeal-decided': { zh: '申诉裁定', en: 'an appeal was decided' },
  'carers-put': { zh: '登记包保人员', en: 'people who look after others were listed' },
  'carer-asked': { zh: '指派包保人', en: 'somebody was asked to look after a person' },
  'fever-decided': { zh: '发热处置决定', en: 'a fever was decided about' },
  'breach-recorded': { zh: '登记违规', en: 'a breach of an order was recorded' },
  'release-signed': { zh: '签署解除', en: 'a release was signed' },
  'case-verified': { zh: '处置单核实', en: 'a case was verified' },
  'case-cleared': { zh: '处置单排除', en: 'a case was cleared' },
  // Policy and access
  'campaign-opened': { zh: '开设行动', en: 'a campaign was opened' },
  'policy-changed': { zh: '修改策略', en: 'the policy was changed' },
  'policy-pack-added': { zh: '新增政策包版本', en: 'a version of a policy pack was added' },
  'policy-pack-proposed': { zh: '提议启用或停用政策包', en: 'putting a policy pack in or out of force was proposed' },
  'policy-pack-ended': { zh: '停用政策包', en: 'a policy pack was put out of force' },
  'policy-pack-activated': { zh: '启用政策包', en: 'a policy pack was put in force' },
  'round-closed': { zh: '关闭轮次', en: 'a round was closed' },
  'access-revoked': { zh: '吊销访问', en: 'access was revoked' },
  'access-restored': { zh: '恢复访问', en: 'a revocation was ended' },
  'device-key-replaced': { zh: '更换设备密钥', en: 'the key of a device was replaced' },
  'device-registered': { zh: '登记设备', en: 'a device was registered' },
  // Resets
  'parked-key-replayed': { zh: '重放搁置事件', en: 'parked events of one key were replayed' },
  'parked-event-dropped': { zh: '丢弃搁置事件', en: 'a parked event was dropped' },
  'state-reset': { zh: '清除系统状态', en: 'all state of the system was wiped' },
  // Refusals
  refused: { zh: '拒绝', en: 'requests were refused' },
  'acts-summed': { zh: '拒绝与查看（合计）', en: 'refusals and looks, too many to list, were summed' },
} as const;

export type AuditKind = keyof typeof auditKinds;
