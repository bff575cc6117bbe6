import { addressForNotice } from '@lib/contracts/http/registration/notices';
import { parse } from '@lib/platform';
import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { AddressForNotice } from './address-for-notice.handler.js';

@Controller()
export class AddressForNoticeController {
  constructor(private readonly addressForNotice: AddressForNotice) {}

  @Post(addressForNotice.path)
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  async post(@Body() body: unknown) {
    const { phone, isGuardian } = await this.addressForNotice.run(parse(addressForNotice.request, body).proof);
    return { phone: phone?.reveal() ?? null, isGuardian };
  }
}
