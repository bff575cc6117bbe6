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
import { RevocationWatch } from './revocation/revocation-watch.js';
import { RevokedNow } from './revocation/revoked-now.js';
import { SessionController } from './session/session.controller.js';
import { ShiftProver } from './shift-token/shift-prover.js';
import { ShiftTokenController } from './shift-token/shift-token.controller.js';
import { HouseIssuer } from './sign-in/house-issuer.js';
import { Provider } from './sign-in/provider.js';
import { SealedCookies } from './sign-in/sealed-cookies.js';
import { SignInController } from './sign-in/sign-in.controller.js';

@Module({
  controllers: [SessionController, SignInController, ShiftTokenController, PracticeController, DocumentsController],
  providers: [
    // Who comes in               // To the rooms   // Practice people of the local profile       // Pages
    ...[Doorkeeper, DoorGuard],
    ...[Passages, ProblemAnswers],
    ...[PracticePeople, PracticeDoor],
    // Who is let in no longer
    ...[RevokedNow, RevocationWatch],
    // Sign-in at the organisation, and what it leaves in the browser
    ...[HouseIssuer, Provider, SealedCookies, Renewal],
    // Tokens of shifts, against a device's proof
    ShiftProver,
    ...[Pages],
  ],
})
export class GatewayModule {}
