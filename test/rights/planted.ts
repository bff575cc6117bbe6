import type { RouteContract } from '@lib/contracts/route';
import { Actor, requireOwn } from '@lib/platform';
import { Controller, Get, Module, Param } from '@nestjs/common';

/** Who owns an upload, as a room's table would say it; filled by the test. */
export const owners = new Map<string, string>();

const planted = (path: string): RouteContract => ({
  service: 'lab',
  method: 'GET',
  path,
  roles: ['lab', 'lab-supervisor'],
  scope: 'lab',
  object: { kind: 'upload', by: 'job', unseen: 'UPLOAD_UNKNOWN' },
  summary: { zh: '种下的漏洞', en: 'a planted hole' },
});

export const leakyRoute = planted('/v1/leaky/:job');
export const tellingRoute = planted('/v1/telling/:job');
export const soundRoute = planted('/v1/sound/:job');

@Controller()
class PlantedController {
  /** Forgets whose the upload is. */
  @Get(leakyRoute.path)
  leaky(@Actor() actor: Actor, @Param('job') job: string) {
    requireOwn(actor, leakyRoute, owners.has(job) ? actor.scope : undefined);
    return { job };
  }

  /** Keeps it from others, and tells them that it is there. */
  @Get(tellingRoute.path)
  telling(@Actor() actor: Actor, @Param('job') job: string) {
    const lab = owners.get(job);
    const isForeign = lab !== undefined && lab !== actor.scope.lab;
    requireOwn(actor, tellingRoute, lab === undefined ? undefined : { lab }, isForeign ? { isElsewhere: true } : {});
    return { job };
  }

  @Get(soundRoute.path)
  sound(@Actor() actor: Actor, @Param('job') job: string) {
    const lab = owners.get(job);
    requireOwn(actor, soundRoute, lab === undefined ? undefined : { lab });
    return { job };
  }
}

@Module({ controllers: [PlantedController] })
export class PlantedModule {}

export const plantedRoutes: readonly RouteContract[] = [leakyRoute, tellingRoute, soundRoute];
