import { MessagingModule } from '@lib/messaging';
import { PlatformModule } from '@lib/platform';
import { Module } from '@nestjs/common';
import { migrations } from '../migrations/index.js';
import { CampaignListController } from './campaign-list/campaign-list.controller.js';
import { CampaignList } from './campaign-list/campaign-list.store.js';
import { CaseBoard } from './case-board/case-board.store.js';
import { FactLog } from './fact-log/fact-log.store.js';
import { FunnelBoardController } from './funnel-board/funnel-board.controller.js';
import { FunnelBoard } from './funnel-board/funnel-board.js';
import { FunnelRowsReader } from './funnel-board/funnel-rows.js';
import { FunnelStreamController } from './funnel-board/funnel-stream.controller.js';
import { FunnelStream } from './funnel-board/funnel-stream.js';
import { MeasureBoardController } from './measure-board/measure-board.controller.js';
import { ThroughputBoardController } from './throughput-board/throughput-board.controller.js';
import { ThroughputBoard } from './throughput-board/throughput-board.js';
import { TubeBoard } from './tube-board/tube-board.store.js';
import { ReplayWall } from './wall/replay-wall.js';
import { WallBoards } from './wall/wall-boards.js';
import { WallProjection } from './wall/wall.projection.js';

@Module({
  imports: [
    PlatformModule.for({ app: 'command-centre', schema: 'command_centre', migrations }),
    MessagingModule.for({ app: 'command-centre', handlers: [WallProjection] }),
  ],
  controllers: [
    CampaignListController,
    FunnelBoardController,
    FunnelStreamController,
    ThroughputBoardController,
    MeasureBoardController,
  ],
  providers: [
    // Facts from all rooms             // Boards made of them
    ...[WallProjection, FactLog],
    ...[WallBoards, ReplayWall, TubeBoard, CaseBoard, CampaignList],
    // Views
    ...[FunnelRowsReader, FunnelBoard, FunnelStream, ThroughputBoard],
  ],
})
export class CommandCentreModule {}
