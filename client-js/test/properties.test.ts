import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Channel, type Options, type Position, Tidewire } from '../src/index.js';
import { FakeServer } from './support/fake-server.js';
import { settled, VirtualClock } from './support/virtual-clock.js';

/** One turn of fate. */
type Turn = { readonly act: Act; readonly amount: number };
type Act =
  | 'handle'
  | 'deliver'
  | 'publish'
  | 'wait'
  | 'cut'
  | 'drain'
  | 'handleOld'
  | 'deliverOld'
  | 'cutOld'
  | 'duplicate'
  | 'lose'
  | 'forget'
  | 'leave'
  | 'return'
  | 'relisten';

function turns(...acts: Act[]): fc.Arbitrary<Turn[]> {
  const turn = fc.record({ act: fc.constantFrom(...acts), amount: fc.integer({ min: 1, max: 8 }) });
  return fc.array(turn, { minLength: 20, maxLength: 150 });
}

/** A client, its server, and the fate between them. */
class World {
  readonly clock = new VirtualClock();
  readonly server: FakeServer;
  readonly client: Tidewire;
  readonly channel: Channel;
  /** What a server-side publisher says. */
  onPublish: () => void = () => void this.server.publish(this.server.position.epoch);
  onRelisten: () => void = () => {};

  constructor(retained: number, options: Partial<Options> = {}, rewind?: number) {
    this.server = new FakeServer(() => this.clock.now(), retained);
    this.client = new Tidewire('wss://h/ws', {
      token: 't',
      WebSocket: this.server.WebSocket,
      random: () => 0.5,
      clock: this.clock,
      ...options,
    });
    const since = { epoch: 'e1', offset: 0 };
    this.channel = this.client.channel('chat:1', { since, ...(rewind && { rewind }) });
    this.channel.on('error', () => {});
  }

  async play(turn: Turn): Promise<void> {
    for (let n = 0; n < (TIMES_MATTER.has(turn.act) ? turn.amount : 1); n++) {
      await this.#act(turn);
      await settled();
    }
  }

  async #act({ act, amount }: Turn): Promise<void> {
    switch (act) {
      case 'wait':
        return this.clock.advance(amount * 400);
      case 'publish':
        return this.onPublish();
      case 'leave':
        return this.client.disconnect();
      case 'return':
        return this.client.connect();
      case 'relisten':
        return this.onRelisten();
      default:
        return this.server[act]();
    }
  }

  /** Everything works from now on. */
  async heal(): Promise<void> {
    this.client.connect();
    for (let n = 0; n < 2000; n++) {
      await settled();
      if (this.server.quiet && this.clock.pending <= 1) return; // the token's refresh is always set
      this.server.handleOld();
      this.server.deliverOld();
      this.server.handle();
      this.server.deliver();
      if (n % 20 === 19) await this.clock.advance(400);
    }
    throw new Error(`It did not come to rest: ${this.client.state.name}, ${this.channel.state}.`);
  }
}

const TIMES_MATTER = new Set<Act>(['handle', 'deliver', 'handleOld', 'deliverOld', 'publish']);
const RUNS = { numRuns: Number(process.env['RUNS'] ?? 300) };

describe('whatever happens on the way', () => {
  it('listeners get each offset exactly once and in order', async () => {
    const fate = turns(
      'handle',
      'deliver',
      'publish',
      'wait',
      'cut',
      'duplicate',
      'lose',
      'leave',
      'return',
    );
    await fc.assert(
      fc.asyncProperty(fate, async (turns) => {
        const world = new World(Number.POSITIVE_INFINITY);
        const seen: unknown[] = [];
        world.channel.on('message', ({ offset }) => seen.push(offset));
        for (const turn of turns) await world.play(turn);
        await world.heal();
        world.server.publish('shows a hole at the end');
        await world.heal();

        expect(seen).toEqual(world.server.published.map(({ offset }) => offset));
        expect(world.channel.position).toEqual(world.server.position);
        world.client.close();
      }),
      RUNS,
    );
  });

  it('listeners get each offset exactly once through hand-overs from node to node', async () => {
    const fate = turns(
      'handle',
      'deliver',
      'handleOld',
      'deliverOld',
      'publish',
      'wait',
      'drain',
      'cut',
      'cutOld',
      'duplicate',
    );
    await fc.assert(
      fc.asyncProperty(fate, fc.boolean(), async (turns, since) => {
        const world = new World(Number.POSITIVE_INFINITY);
        const seen: unknown[] = [];
        let gaps = 0;
        world.channel.on('message', ({ offset }) => seen.push(offset));
        world.channel.on('gap', () => gaps++);
        if (since) await world.heal();
        for (const turn of turns) await world.play(turn);
        await world.heal();

        expect(seen).toEqual(world.server.published.map(({ offset }) => offset));
        expect(gaps).toBe(0);
        world.client.close();
      }),
      RUNS,
    );
  });

  it('listeners that come and go within the grace together get each offset once', async () => {
    const fate = turns('handle', 'deliver', 'publish', 'cut', 'duplicate', 'relisten');
    await fc.assert(
      fc.asyncProperty(fate, async (turns) => {
        const world = new World(Number.POSITIVE_INFINITY);
        const seen: unknown[] = [];
        const listen = () => world.channel.on('message', ({ offset }) => seen.push(offset));
        let off: (() => void) | undefined = listen();
        world.onRelisten = () => {
          off?.();
          off = off ? undefined : listen();
        };
        for (const turn of turns) await world.play(turn);
        off ??= listen();
        await world.heal();

        expect(seen).toEqual(world.server.published.map(({ offset }) => offset));
        world.client.close();
      }),
      RUNS,
    );
  });

  it('what listeners do not get is told as a gap', async () => {
    const fate = turns(
      'handle',
      'deliver',
      'publish',
      'wait',
      'cut',
      'duplicate',
      'lose',
      'forget',
    );
    await fc.assert(
      fc.asyncProperty(fate, fc.integer({ min: 0, max: 6 }), async (turns, rewind) => {
        const world = new World(5, {}, rewind);
        let at: Position = { epoch: 'e1', offset: 0 };
        const wrong: unknown[] = [];
        world.channel.on('gap', ({ from, to }) => {
          if (from?.epoch !== at.epoch || from.offset !== at.offset) wrong.push({ at, from });
          if (to) at = to;
        });
        world.channel.on('message', ({ offset, data }) => {
          if (data !== at.epoch || offset !== at.offset + 1) wrong.push({ at, offset, data });
          else at = { epoch: at.epoch, offset };
        });
        for (const turn of turns) await world.play(turn);
        await world.heal();
        world.onPublish();
        await world.heal();

        expect(wrong).toEqual([]);
        expect(at).toEqual(world.server.position);
        world.client.close();
      }),
      RUNS,
    );
  });

  it('each publish happens exactly once, in order, and learns its position', async () => {
    const fate = turns(
      'handle',
      'deliver',
      'handleOld',
      'deliverOld',
      'publish',
      'wait',
      'cut',
      'cutOld',
      'drain',
      'leave',
      'return',
    );
    await fc.assert(
      fc.asyncProperty(fate, async (turns) => {
        const patient = { requestTimeout: 1e9, outbox: { messages: 1e6, bytes: 1e9, age: 1e9 } };
        const world = new World(Number.POSITIVE_INFINITY, patient);
        const positions: Promise<Position | undefined>[] = [];
        world.onPublish = () => {
          positions.push(world.channel.publish(positions.length));
        };
        for (const turn of turns) await world.play(turn);
        await world.heal();

        expect(world.server.published.map(({ data }) => data)).toEqual([...positions.keys()]);
        expect(await Promise.all(positions)).toEqual(
          positions.map((_, n) => ({ epoch: 'e1', offset: n + 1 })),
        );
        world.client.close();
      }),
      RUNS,
    );
  });
});
