import { entry } from '@lib/contracts/refusal-entry';

/** What is refused about rooms, isolation points and who is in which room. */
export const placesOfIsolation = {
  POINT_UNKNOWN: entry(404, '没有此隔离点', 'no such isolation point', '请刷新列表', 'reload the list'),
  POINT_EXISTS: entry(
    409,
    '本区县已有同名隔离点',
    'the district has a point of that name',
    '请在该隔离点下操作，或换一个名称',
    'work with that one, or choose another name',
  ),
  POINT_NOT_PASSED: entry(
    409,
    '三区两通道检查表未通过，不得收人',
    'the check list of three zones and two passages is not passed: nobody is taken in',
    '请整改后由检查人重新填写检查表，或改用其他隔离点',
    'put it right and have it inspected again, or choose another point',
  ),
  POINT_FULL: entry(
    409,
    '该隔离点已无空房',
    'this point has no free room',
    '请选择其他隔离点；应收未收名单仍会列出此人',
    'choose another point; the person stays on the list of those not placed',
  ),
  ROOM_TAKEN: entry(
    409,
    '此房间已有人或正在消毒',
    'this room is somebody’s, or being disinfected',
    '请选择其他房间',
    'choose another room',
  ),
  ROOM_UNKNOWN: entry(404, '没有此房间', 'no such room at this point', '请刷新房间列表', 'reload the rooms'),
  STAY_UNKNOWN: entry(404, '没有此入住记录', 'no such stay', '请刷新房间列表', 'reload the rooms'),
  STAY_MOVED_ON: entry(
    409,
    '入住状态已变化，不能这样操作',
    'the stay has moved on; this step does not follow',
    '请刷新房间列表后再操作',
    'reload the rooms',
  ),
  STAY_WITHOUT_BASIS: entry(
    409,
    '此人没有有效的措施，不能安排隔离房间',
    'nothing that stands asks for a room for this person',
    '请先有结果、判定或命令为依据；监护人请用陪同登记',
    'a result, a decided contact or an order comes first; a guardian is recorded as one who shares',
  ),
  STAY_SHARED: entry(
    409,
    '同住的未成年人或监护人尚未离开',
    'somebody still shares this room',
    '请先为同住的人登记离开',
    'record first that the other one left',
  ),
  PERSON_HAS_ROOM: entry(
    409,
    '此人已有房间',
    'this person has a room',
    '请先登记离开或取消原预留',
    'let them leave it first, or give it back',
  ),
};
