import { Body, Controller, Get, Post } from '@nestjs/common';
import { TubeDto } from './tube.dto.js';
import { TubesService } from './tubes.service.js';

@Controller()
export class TubesController {
  constructor(private readonly tubes: TubesService) {}

  @Post('tubes')
  create(@Body() dto: TubeDto) {
    return this.tubes.create(dto);
  }

  @Get('counts')
  counts() {
    return this.tubes.counts();
  }
}
