import { uuid } from '@lib/contracts/fields';
import { parse } from '@lib/platform';
import { Controller, Get, Param } from '@nestjs/common';
import { CertificateStore } from './certificate.store.js';

@Controller()
export class CertificateController {
  constructor(private readonly certificates: CertificateStore) {}

  @Get('v1/campaigns/:campaignId/certificate')
  get(@Param('campaignId') id: string) {
    return this.certificates.of(parse(uuid, id));
  }

  @Get('v1/certificate-keys')
  keys() {
    return { keys: this.certificates.publicKeys() };
  }
}
