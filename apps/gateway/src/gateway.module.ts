import { Module } from '@nestjs/common';
import { DocumentsController } from './documents/documents.controller.js';
import { DoorGuard } from './doorkeeper/door-guard.js';
import { Doorkeeper } from './doorkeeper/doorkeeper.js';
import { Pages } from './pages/pages.js';
import { Passages } from './passage/passages.js';
import { PracticeDoor } from './practice/practice-door.js';
import { PracticePeople } from './practice/practice-people.store.js';
import { PracticeController } from './practice/practice.controller.js';
import { ProblemAnswers } from './problem-answer.js';
import { Renewal } from './session/renewal.js';
import { SessionController } from './session/session.controller.js';

@Module({
  controllers: [SessionController, PracticeController, DocumentsController],
  providers: [
    // Who comes in               // To the rooms   // Practice people of the local profile       // Pages
    ...[Doorkeeper, DoorGuard],
    ...[Passages, ProblemAnswers],
    ...[PracticePeople, PracticeDoor, Renewal],
    ...[Pages],
  ],
})
export class GatewayModule {}
