// Run by Node, Deno and Bun: hears its own message from the server at argv[2] with the token argv[3],
// closes, and must then end by itself because nothing is left that could keep it.
import { ready, Tidewire } from 'tidewire';
import { TestServer } from 'tidewire/testing';

const [url, token] = process.argv.slice(2);
const WebSocket = globalThis.WebSocket ?? (await import('ws')).WebSocket;
const client = new Tidewire(url, { token, WebSocket });
const room = client.channel('chat:runtimes');
const heard = new Promise((resolve) => room.on('message', resolve));
await ready(client);
const position = await room.publish('hello');
const { data, offset } = await heard;
client.close();

const server = new TestServer();
await ready(server.client('alice'));
server.close();
console.log(
  JSON.stringify({ data, same: offset === position?.offset, left: server.clock.pending }),
);
