import { once } from 'node:events';
import { connect, createServer, type Server as NetServer, type Socket } from 'node:net';

/** A network between browser and server that can be cut: connections break, and new ones are refused. */
export class Network {
  readonly #target: number;
  readonly #sockets = new Set<Socket>();
  #listener: NetServer | undefined;
  #port = 0;

  private constructor(target: number) {
    this.#target = target;
  }

  static async to(target: number): Promise<Network> {
    const network = new Network(target);
    await network.restore();
    return network;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async cut(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (!listener) return;
    listener.close();
    await once(listener, 'close');
  }

  async restore(): Promise<void> {
    const listener = createServer((near) => this.#join(near)).listen(this.#port, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    if (address !== null && typeof address !== 'string') this.#port = address.port;
    this.#listener = listener;
  }

  #join(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy()); // a broken side breaks the other
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
