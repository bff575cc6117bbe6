import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { tubeTopic } from './baseline.config.js';
import { Result, Specimen, Tube } from './entities.js';
import { Pipe } from './pipe.js';
import type { TubeDto } from './tube.dto.js';

@Injectable()
export class TubesService {
  constructor(
    private readonly source: DataSource,
    private readonly pipe: Pipe,
  ) {}

  async create(dto: TubeDto): Promise<{ tubeId: string }> {
    const tubes = this.source.getRepository(Tube);
    const specimens = dto.specimens.map((specimen) =>
      this.source.getRepository(Specimen).create({ ...specimen, capturedAt: new Date(specimen.capturedAt) }),
    );
    await tubes.save(tubes.create({ ...dto, specimens }));
    await this.pipe.send(tubeTopic, dto.tubeId, { tubeId: dto.tubeId, specimens: dto.specimens });
    return { tubeId: dto.tubeId };
  }

  async counts(): Promise<{ tubes: number; specimens: number; results: number }> {
    const [tubes, specimens, results] = await Promise.all(
      [Tube, Specimen, Result].map((entity) => this.source.getRepository(entity).count()),
    );
    return { tubes: tubes ?? 0, specimens: specimens ?? 0, results: results ?? 0 };
  }
}
