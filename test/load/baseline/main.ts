import 'reflect-metadata';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { baselineConfig } from './baseline.config.js';
import { Lab } from './lab.js';
import { Pipe } from './pipe.js';

const app = await NestFactory.create(AppModule, { logger: ['error'] });
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
app.enableShutdownHooks();
await app.get(Pipe).connect();
await app.get(Lab).start();
await app.listen(baselineConfig.port, '127.0.0.1');
