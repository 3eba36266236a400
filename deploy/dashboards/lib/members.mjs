// Members that come and go in rooms with presence, and some who do what they may not, so that the panels about them have
// something to show: TOKEN PORT...
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';

const [token, ...ports] = process.argv.slice(2);
const MEMBERS = 25;
const STAY = 12_000;
const AGAIN = 2_000;

/** A masked text frame of less than 64 KiB. */
function frame(text) {
  const payload = Buffer.from(text);
  const length = payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]); // The mask is 0.
}

function later(turn, delay) {
  setTimeout(() => come(turn + 1), delay * (0.5 + Math.random()));
}

/** A member comes, and does this then; one that does nothing stays for a while and comes back later. */
function come(turn, then) {
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
    if (then) setTimeout(() => then(socket), AGAIN / 4);
    else socket.on('close', () => later(turn, AGAIN));
    setTimeout(() => socket.end(), (then ? AGAIN : STAY) * (0.5 + Math.random()));
  });
  // A node that is away or leaves: the next one.
  upgrade.on('response', (response) => {
    response.resume();
    if (!then) later(turn, AGAIN);
  });
  upgrade.on('error', () => then || later(turn, AGAIN));
  upgrade.end();
}

/** Bytes to the next node, whose answer nobody reads. */
function rude(turn, bytes) {
  const socket = connect(Number(ports[turn % ports.length]), '127.0.0.1', () => socket.end(bytes));
  socket.on('error', () => socket.destroy());
  socket.resume();
}

/** No HTTP; a message that a client may not send, because it is not masked; a channel that the token does not allow. */
function stray(turn) {
  rude(turn, 'hello\r\n\r\n');
  come(turn, (socket) => socket.write(Buffer.from([0x81, 0x01, 0x7b])));
  come(turn, (socket) => socket.write(frame(JSON.stringify({ id: 2, subscribe: { channel: 'feed:secret' } }))));
  setTimeout(() => stray(turn + 1), AGAIN);
}

for (let i = 0; i < MEMBERS; i++) later(i, AGAIN);
setTimeout(() => stray(0), AGAIN);
