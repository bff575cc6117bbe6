import { describe, expect, test } from 'vitest';
import { portsFrom } from '../ports.js';
import { brokerProperties } from './kafka-part.js';

const ports = portsFrom(8080);

describe('a broker', () => {
  test('keeps three copies and acknowledges with two where there are three, so that one may die', () => {
    const three = brokerProperties(2, 3, ports, '/k');
    expect(three).toMatchObject({
      'default.replication.factor': 3,
      'min.insync.replicas': 2,
      'offsets.topic.replication.factor': 3,
      'controller.quorum.voters': '1@127.0.0.1:8120,2@127.0.0.1:8121,3@127.0.0.1:8122',
    });
  });

  test('alone asks for no copy that it cannot have: its groups would never find a coordinator', () => {
    expect(brokerProperties(1, 1, ports, '/k')).toMatchObject({
      'default.replication.factor': 1,
      'min.insync.replicas': 1,
      'offsets.topic.replication.factor': 1,
      'transaction.state.log.min.isr': 1,
    });
  });

  test('listens on loopback only, makes no topic by itself, and never elects a copy that is behind', () => {
    const one = brokerProperties(1, 1, ports, '/k');
    expect(one.listeners).toBe('PLAINTEXT://127.0.0.1:8110,CONTROLLER://127.0.0.1:8120');
    expect(one['auto.create.topics.enable']).toBe('false');
    expect(one['unclean.leader.election.enable']).toBe('false');
  });
});
