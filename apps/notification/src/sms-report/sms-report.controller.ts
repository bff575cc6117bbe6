import { reportShortMessage } from '@lib/contracts/http/notification/notices';
import { parse } from '@lib/platform';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { SmsReport } from './sms-report.handler.js';

@Controller()
export class SmsReportController {
  constructor(private readonly smsReport: SmsReport) {}

  @Post(reportShortMessage.path)
  @HttpCode(200)
  post(@Body() body: unknown) {
    return this.smsReport.run(parse(reportShortMessage.request, body));
  }
}
