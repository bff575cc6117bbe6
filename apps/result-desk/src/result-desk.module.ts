import { MessagingModule, messagingMigrations } from '@lib/messaging';
import { PlatformModule } from '@lib/platform';
import { Module } from '@nestjs/common';
import { resultDeskMigrations } from '../migrations/index.js';
import { AlarmHistory } from './alarm-history/alarm-history.projection.js';
import { BindingHistory } from './binding-history/binding-history.projection.js';
import { CaseHistory } from './case-history/case-history.projection.js';
import { MeasureHistory } from './measure-history/measure-history.projection.js';
import { MyResultController } from './my-result/my-result.controller.js';
import { ReadPersonFacts } from './my-result/read-person-facts.js';
import { PolicyHistory } from './policy-history/policy-history.projection.js';
import { TubeHistory } from './tube-history/tube-history.projection.js';

const facts = [PolicyHistory, TubeHistory, AlarmHistory, CaseHistory, MeasureHistory, BindingHistory];
const migrations = [...messagingMigrations, ...resultDeskMigrations];

/** Table of contents of the room: it records what others tell, and shows each person their own. It commands nothing. */
@Module({
  imports: [
    PlatformModule.for({ app: 'result-desk', schema: 'result_desk', migrations }),
    MessagingModule.for({ app: 'result-desk', handlers: facts }),
  ],
  controllers: [MyResultController],
  providers: [...facts, ReadPersonFacts],
})
export class ResultDeskModule {}
