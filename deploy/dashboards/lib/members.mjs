// Members that come and go in rooms with presence, so that its panels have something to show: TOKEN PORT...
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';

const [token, ...ports] = process.argv.slice(2);
const MEMBERS = 25;
const STAY = 12_000;
const AGAIN = 2_000;

/** A masked text frame of less than 64 KiB. */
function frame(text) {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8); // The mask stays 0.
  head[0] = 0x81;
  head[1] = 0x80 | 126;
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

function later(turn, delay) {
  setTimeout(() => come(turn + 1), delay * (0.5 + Math.random()));
}

function come(turn) {
  const upgrade = request({
    host: '127.0.0.1',
    port: ports[turn % ports.length],
    path: '/ws',
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    },
  });
  upgrade.on('upgrade', (response, socket) => {
    const subscribe = [{ channel: `chat:room-${turn % 5}`, presence: true }];
    socket.write(frame(JSON.stringify({ id: 1, connect: { token, subscribe } })));
    socket.resume();
    socket.on('error', () => socket.destroy());
    socket.on('close', () => later(turn, AGAIN));
    setTimeout(() => socket.end(), STAY * (0.5 + Math.random()));
  });
  // A node that is away or leaves: the next one.
  upgrade.on('response', (response) => {
    response.resume();
    later(turn, AGAIN);
  });
  upgrade.on('error', () => later(turn, AGAIN));
  upgrade.end();
}

for (let i = 0; i < MEMBERS; i++) later(i, AGAIN);
