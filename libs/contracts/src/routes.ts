import * as batches from '@lib/contracts/http/batching/batches';
import * as bindings from '@lib/contracts/http/batching/bindings';
import * as exceptions from '@lib/contracts/http/batching/exceptions';
import * as overdueTubes from '@lib/contracts/http/batching/overdue-tubes';
import * as journal from '@lib/contracts/http/batching/journal';
import * as tubes from '@lib/contracts/http/batching/tubes';
import * as measureBoard from '@lib/contracts/http/command-centre/measure-board';
import * as wall from '@lib/contracts/http/command-centre/wall';
import * as practice from '@lib/contracts/http/gateway/practice';
import * as session from '@lib/contracts/http/gateway/session';
import * as corrections from '@lib/contracts/http/isolation/corrections';
import * as disinfections from '@lib/contracts/http/isolation/disinfections';
import * as discordantPools from '@lib/contracts/http/isolation/discordant-pools';
import * as dutyList from '@lib/contracts/http/isolation/duty-list';
import * as labDesk from '@lib/contracts/http/lab/desk';
import * as bases from '@lib/contracts/http/isolation/bases';
import * as caseReports from '@lib/contracts/http/isolation/case-reports';
import * as homeIsolation from '@lib/contracts/http/isolation/home-isolation';
import * as transfers from '@lib/contracts/http/isolation/transfers';
import * as waits from '@lib/contracts/http/isolation/waits';
import * as isolationPoints from '@lib/contracts/http/isolation/isolation-points';
import * as carers from '@lib/contracts/http/isolation/carers';
import * as isolationOrders from '@lib/contracts/http/isolation/isolation-orders';
import * as discharge from '@lib/contracts/http/isolation/discharge';
import * as measures from '@lib/contracts/http/isolation/measures';
import * as receiving from '@lib/contracts/http/lab/receiving';
import * as referrals from '@lib/contracts/http/lab/referrals';
import * as retests from '@lib/contracts/http/lab/retests';
import * as uploads from '@lib/contracts/http/lab/uploads';
import * as alarms from '@lib/contracts/http/notification/alarms';
import * as board from '@lib/contracts/http/isolation/board';
import * as tasks from '@lib/contracts/http/isolation/tasks';
import * as notices from '@lib/contracts/http/notification/notices';
import * as dispatches from '@lib/contracts/http/notification/dispatches';
import * as noticeTemplates from '@lib/contracts/http/notification/notice-templates';
import * as duties from '@lib/contracts/http/notification/duties';
import * as queues from '@lib/contracts/http/notification/queues';
import * as escalations from '@lib/contracts/http/notification/escalations';
import * as campaigns from '@lib/contracts/http/registration/campaigns';
import * as closing from '@lib/contracts/http/registration/closing';
import * as contact from '@lib/contracts/http/registration/contact';
import * as keys from '@lib/contracts/http/registration/keys';
import * as noticeAddresses from '@lib/contracts/http/registration/notices';
import * as participants from '@lib/contracts/http/registration/participants';
import * as packs from '@lib/contracts/http/registration/policy-packs';
import * as places from '@lib/contracts/http/registration/places';
import * as revocations from '@lib/contracts/http/registration/revocations';
import * as myResult from '@lib/contracts/http/result-desk/my-result';
import { parkedRoutes } from '@lib/contracts/http/parked-keys';
import type { RouteContract } from '@lib/contracts/route';

const isRoute = (value: unknown): value is RouteContract =>
  typeof value === 'object' && value !== null && 'service' in value && 'method' in value && 'roles' in value;

const ofRooms: readonly RouteContract[] = [
  campaigns,
  places,
  revocations,
  participants,
  noticeAddresses,
  contact,
  packs,
  keys,
  closing,
  journal,
  batches,
  tubes,
  exceptions,
  bindings,
  overdueTubes,
  receiving,
  uploads,
  labDesk,
  retests,
  referrals,
  escalations,
  queues,
  duties,
  dispatches,
  alarms,
  notices,
  noticeTemplates,
  dutyList,
  disinfections,
  corrections,
  discordantPools,
  measures,
  discharge,
  carers,
  isolationOrders,
  bases,
  tasks,
  board,
  isolationPoints,
  waits,
  transfers,
  homeIsolation,
  caseReports,
  wall,
  measureBoard,
  myResult,
  practice,
  session,
].flatMap((file) => Object.values(file).filter(isRoute));

/**
 * Every route of the house. What is not here does not exist: the guard of each service refuses it, the gateway does not
 * pass it on, and OpenAPI is written from it.
 */
export const routes: readonly RouteContract[] = [...ofRooms, ...parkedRoutes];
