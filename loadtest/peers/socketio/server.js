// Socket.IO as a server for comparisons: one process, WebSocket only, a token of HS256 checked at each
// connect, rooms as channels. Its documentation's advice for memory is followed: the initial HTTP
// request is let go, and per-message compression stays off.
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import jwt from 'jsonwebtoken';
import { Server } from 'socket.io';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9003' },
    // Keeps what rooms said for two minutes, so that who comes back in time misses nothing.
    recovery: { type: 'boolean', default: false },
  },
});
const secret = process.env.TIDEWIRE_BENCH_SECRET;
if (!secret) throw new Error('TIDEWIRE_BENCH_SECRET must hold the secret that tokens are signed with.');

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
  ...(values.recovery
    ? { connectionStateRecovery: { maxDisconnectionDuration: 120_000, skipMiddlewares: false } }
    : {}),
});

io.engine.on('connection', (raw) => {
  raw.request = null;
});
io.use((socket, next) => {
  jwt.verify(socket.handshake.auth.token ?? '', secret, { algorithms: ['HS256'] }, (error) =>
    next(error ? new Error('token_invalid') : undefined),
  );
});
io.on('connection', (socket) => {
  socket.on('subscribe', async (channels, done) => {
    await socket.join(channels);
    done();
  });
  socket.on('publish', (channel, content, done) => {
    io.to(channel).emit('m', content);
    done();
  });
});
http.listen(Number(values.port), '127.0.0.1', 4096, () => console.log('listening on', values.port));
