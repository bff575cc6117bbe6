import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { baselineConfig } from './baseline.config.js';
import { Result, Specimen, Tube } from './entities.js';
import { Lab } from './lab.js';
import { Pipe } from './pipe.js';
import { TubesController } from './tubes.controller.js';
import { TubesService } from './tubes.service.js';

@Module({
  controllers: [TubesController],
  providers: [
    {
      provide: DataSource,
      useFactory: () =>
        new DataSource({
          type: 'postgres',
          url: baselineConfig.databaseUrl,
          entities: [Tube, Specimen, Result],
          synchronize: true,
        }).initialize(),
    },
    Pipe,
    Lab,
    TubesService,
  ],
})
export class AppModule {}
