// Opens many WebSockets over TLS, connects each with a token, says "open", and holds them: PORT COUNT TOKEN
'use strict';
const tls = require('node:tls');

const [port, count, token] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
const AT_A_TIME = 50;
let begun = 0;
let open = 0;

/** A masked text frame of 126 bytes and more. */
function frame(text) {
  const payload = Buffer.from(text);
  const head = Buffer.alloc(8);
  head[0] = 0x81;
  head[1] = 0x80 | 126;
  head.writeUInt16BE(payload.length, 2); // the mask stays 0
  return Buffer.concat([head, payload]);
}

function next() {
  if (begun === count) return;
  begun += 1;
  let seen = '';
  const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
    socket.write(
      'GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
  });
  socket.on('data', (data) => {
    if (seen === 'ok') return;
    const before = seen;
    seen += data.toString('latin1');
    if (!before.includes('\r\n\r\n') && seen.includes('\r\n\r\n')) {
      socket.write(frame(JSON.stringify({ id: 1, connect: { token, subscribe: [{ channel: 'chat:1' }] } })));
    }
    if (!seen.includes('"ok"')) return;
    seen = 'ok';
    open += 1;
    if (open === count) console.log('open');
    next();
  });
  socket.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
}

for (let i = 0; i < AT_A_TIME; i++) next();
