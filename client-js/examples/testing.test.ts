import { TestServer } from 'tidewire/testing';
import { expect, it } from 'vitest';

it('a list continues over a cut, however long that lasts', async () => {
  using server = new TestServer();
  const list: unknown[] = [];
  server
    .client('alice')
    .channel('chat:1')
    .on('message', ({ data }) => list.push(data));
  await server.settled();

  server.publish('chat:1', 'before');
  await server.settled();
  server.stop();
  server.publish('chat:1', 'meanwhile');
  await server.clock.advance(3_600_000); // an hour, in no time
  server.start();
  await server.clock.advance(20_000);

  expect(list).toEqual(['before', 'meanwhile']);
});
