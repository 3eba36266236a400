import { createBackoff } from './backoff.js';
import type { Ending } from './close-codes.js';
import { createEchoes } from './echoes.js';
import { createEmitter, type Emitter, whenAborted } from './emitter.js';
import { closedError, type TidewireError } from './error.js';
import type { ChannelPush, Connected, SubscribeBody } from './frames.js';
import { createLink, type Link } from './link.js';
import type { Settings } from './options.js';
import { watchPage } from './page.js';
import { createPatience } from './patience.js';
import type { Requests } from './requests.js';
import { createTimer } from './timer.js';
import { createTokens } from './tokens.js';
import type { ClientEvents, State } from './types.js';

/** What outlives the connections: the subscriptions and the outbox. */
export type Passengers = {
  /** The subscriptions that the next connection shall resume. */
  subscriptions(): SubscribeBody[];
  /** From now on everything goes over another connection. */
  arrived(reply: Connected): void;
  pushed(push: ChannelPush): void;
  cut(): void;
  /** There will be no other connection. */
  finished(error: TidewireError): void;
};

/**
 * The state machine that keeps one {@link Link} alive: connects, waits, tries again, leaves and
 * returns.
 *
 * When the link's node drains, a successor is made beside it. The old link carries everything
 * until the successor has its subscriptions; then it retires. If it ends before, the successor
 * becomes the link as it is.
 */
export type Connection = {
  readonly events: Emitter<ClientEvents>;
  state(): State;
  lost(): boolean;
  /** Where requests go now; undefined while there is no connection. */
  requests(): Requests | undefined;
  connect(): void;
  disconnect(): void;
  close(): void;
  /** Gets another token now. Without a connection the next one will have it. */
  refresh(): Promise<void>;
};

export function createConnection(settings: Settings, passengers: Passengers): Connection {
  const { clock } = settings;
  const events = createEmitter<ClientEvents>();
  const tokens = createTokens(settings);
  const backoff = createBackoff(settings);
  const patience = createPatience(settings, events, () => state);
  /** Until the next try, or until a successor is made. */
  const pause = createTimer(clock);
  let state: State = { name: 'idle' };
  let link: Link | undefined;
  let successor: Link | undefined;
  let retired: Link | undefined;
  /** Set from the search for a successor until the old link has gone. */
  let isNew: ReturnType<typeof createEchoes> | undefined;
  let unwatch: (() => void) | undefined;
  /** Tries since the last stable connection. */
  let attempts = 0;
  let connectedAt = Number.POSITIVE_INFINITY;
  /** It reconnected without a wait since the last stable connection, and must not do so again. */
  let hurried = false;
  /** It shall connect by itself. */
  let auto = settings.autoConnect;
  const forgetSignal = whenAborted(settings.signal, close);

  function connect(): void {
    if (state.name === 'closed') throw closedError(state);
    unwatch ??= watchPage({ woke: wake, offline: () => link?.wake(), gone: rest });
    if (!link) open();
  }

  function disconnect(): void {
    auto = false;
    if (state.name === 'closed') return;
    unwatch?.();
    unwatch = undefined;
    tokens.forget('connect');
    rest();
  }

  function close(): void {
    auto = false;
    if (state.name !== 'closed') finish(1000, 'closed');
  }

  function open(): void {
    pause.stop();
    connectedAt = Number.POSITIVE_INFINITY;
    const made = makeLink();
    link = made;
    tryAgain();
    if (link === made) void made.start();
  }

  function tryAgain(): void {
    become({ name: 'connecting', attempt: ++attempts });
  }

  function makeLink(): Link {
    const made: Link = createLink(settings, tokens, {
      subscriptions: passengers.subscriptions,
      arrived: (reply) => arrived(made, reply),
      pushed(push) {
        if (isNew?.(push, made) ?? made === link) passengers.pushed(push);
      },
      leaving: (reconnectIn) => drain(made, reconnectIn),
      ended(ending) {
        if (made !== link && made !== successor) return;
        if (ending.next === 'never') finish(ending.code, ending.reason);
        else if (made === link) ended(ending);
        else refused();
      },
    });
    return made;
  }

  function arrived(made: Link, reply: Connected): void {
    const { session, user, node } = reply;
    if (made === successor) takeOver(made);
    connectedAt = clock.now();
    become({ name: 'connected', session, user, node });
    // when a listener has just disconnected, the passengers find no connection and do nothing
    if (made === link) passengers.arrived(reply);
  }

  function takeOver(next: Link): void {
    const [before, old] = [retired, link];
    retired = old;
    link = next;
    successor = undefined;
    before?.close();
    old?.retire(() => {
      if (retired === old) isNew = retired = undefined;
    });
  }

  /**
   * The moment is taken as it is: the server has spread its clients already. Advice to a link that
   * carries nothing yet is not followed: its end will come soon enough.
   */
  function drain(made: Link, reconnectIn: number): void {
    if (made !== link || !made.requests() || successor || pause.running()) return;
    pause.start(reconnectIn, succeed);
  }

  function succeed(): void {
    isNew = createEchoes();
    successor = makeLink();
    void successor.start();
  }

  /** There is no successor yet. */
  function refused(): void {
    successor = undefined;
    pause.start(backoff.next(), succeed);
  }

  function ended({ code, reason, next }: Ending): void {
    const draining = pause.running();
    pause.stop();
    link = successor;
    successor = undefined;
    if (clock.now() - connectedAt >= settings.backoff.stableAfter) calm();
    passengers.cut();
    if (link) return tryAgain();
    if ((next === 'at-once' || draining) && !hurried) {
      hurried = true;
      return open();
    }
    const delay = backoff.next();
    pause.start(delay, open);
    const retryAt = clock.now() + delay;
    become({ name: 'waiting', attempt: attempts + 1, retryAt, code, reason });
  }

  /** While it waits, or was left, there is no link. */
  function wake(): void {
    if (link) link.wake();
    else open();
  }

  /** Cuts the connection, and tries no other. */
  function rest(): void {
    drop();
    calm();
    if (state.name !== 'idle') become({ name: 'idle' });
  }

  function calm(): void {
    backoff.reset();
    attempts = 0;
    hurried = false;
  }

  function finish(code: number, reason: string): void {
    unwatch?.();
    forgetSignal();
    drop();
    become({ name: 'closed', code, reason });
  }

  function drop(): void {
    pause.stop();
    const links = [link, successor, retired];
    link = successor = retired = undefined;
    for (const each of links) each?.close();
    passengers.cut();
  }

  function become(next: State): void {
    const previous = state;
    state = next;
    if (next.name === 'closed') passengers.finished(closedError(next));
    events.emit('state', next, previous);
    patience.look();
  }

  queueMicrotask(() => {
    if (auto) connect();
  });

  return {
    events,
    state: () => state,
    lost: patience.lost,
    requests: () => link?.requests(),
    connect,
    disconnect,
    close,
    async refresh() {
      tokens.forget('requested');
      if (link?.requests()) await link.refresh('requested');
    },
  };
}
