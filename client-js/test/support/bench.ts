import { onTestFinished } from 'vitest';
import { type Options, type State, Tidewire } from '../../src/index.js';
import { FakeSocket, type Frame } from './fake-socket.js';
import { settled, VirtualClock } from './virtual-clock.js';

/** A client under test, its time, and the sockets that it has made. `random` is always ½. */
export class Bench {
  readonly clock = new VirtualClock();
  readonly sockets: FakeSocket[] = [];
  readonly states: State[] = [];
  readonly client: Tidewire;

  constructor(options: Partial<Options> = {}) {
    const { sockets } = this;
    class RecordedSocket extends FakeSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    }
    this.client = new Tidewire('wss://example.com/ws', {
      token: 't.o.k',
      WebSocket: RecordedSocket,
      random: () => 0.5,
      clock: this.clock,
      ...options,
    });
    this.client.on('state', (state) => this.states.push(state));
    onTestFinished(() => this.client.close());
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('The client has made no socket.');
    return socket;
  }

  get state(): State {
    return this.client.state;
  }

  /** Opens the newest socket and returns the `connect` that the client then sends. */
  async open(): Promise<Frame> {
    await settled();
    this.socket.open();
    return this.socket.take();
  }

  /** Opens the newest socket and answers `connect`, refusing no subscription. */
  async connect(ok: object = {}): Promise<Frame> {
    const connect = await this.open();
    const subscribed = (connect.connect?.subscribe ?? []).map(({ channel, since }) => ({
      channel,
      epoch: 'e',
      offset: since?.offset ?? 0,
      ...(since && { recovered: true }),
    }));
    this.reply(connect, { ...this.connected(), subscribed, ...ok });
    await settled();
    return connect;
  }

  /** What a server says to `connect`: a token of one hour, a heartbeat every 25 s. */
  connected(): object {
    const expires = this.clock.now() / 1000 + 3600;
    return { session: 's-1', user: 'alice', expires, heartbeat: 25_000, node: 'n-1' };
  }

  reply({ id }: Frame, ok: object): void {
    this.socket.receive({ id, ok });
  }

  refuse({ id }: Frame, code: string, retry = false): void {
    this.socket.receive({ id, error: { code, message: `${code}.`, retry } });
  }

  /** A message of the channel `chat:1`. */
  message(offset: number | undefined, data: unknown = offset): void {
    this.socket.receive({ message: { channel: 'chat:1', offset, data, at: 1 } });
  }

  /** Lets the client wait until it has made another socket, and connects that. */
  async reconnect(ok: object = {}): Promise<Frame> {
    if (this.state.name === 'waiting')
      await this.clock.advance(this.state.retryAt - this.clock.now());
    return this.connect(ok);
  }
}
