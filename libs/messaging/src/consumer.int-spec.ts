import { busConformance } from '@lib/testing';

busConformance('kafkajs');
