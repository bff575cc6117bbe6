import { bootstrap } from '@lib/platform';
import { notificationConfig } from './notification.config.js';
import { NotificationModule } from './notification.module.js';

await bootstrap('notification', NotificationModule, notificationConfig());
