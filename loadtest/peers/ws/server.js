// The bare ws library as a server for comparisons: what a team writes that needs "only a broadcast".
// No tokens, no history, no acknowledgement that means anything. The plain protocol: "S channel",
// "P channel id content".
import { parseArgs } from 'node:util';
import { WebSocketServer } from 'ws';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9004' },
    compression: { type: 'boolean', default: false },
  },
});
const channels = new Map();

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(values.port),
  backlog: 4096,
  perMessageDeflate: values.compression,
});
server.on('listening', () => console.log('listening on', values.port));
server.on('connection', (socket) => {
  const mine = [];
  socket.on('message', (data) => {
    const text = data.toString();
    if (text.startsWith('S ')) {
      const channel = text.slice(2);
      let listeners = channels.get(channel);
      if (!listeners) channels.set(channel, (listeners = new Set()));
      listeners.add(socket);
      mine.push(channel);
      socket.send('s');
    } else if (text.startsWith('P ')) {
      const [, channel, id, content] = text.split(' ', 4);
      // One buffer for all: ws would encode a string for each of them.
      const bytes = Buffer.from(content);
      for (const listener of channels.get(channel) ?? []) listener.send(bytes, { binary: false });
      socket.send(`p ${id}`);
    }
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    for (const channel of mine) {
      const listeners = channels.get(channel);
      listeners?.delete(socket);
      if (listeners?.size === 0) channels.delete(channel);
    }
  });
});
