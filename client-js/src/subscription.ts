import { createBackoff } from './backoff.js';
import { encode, errorIn } from './codec.js';
import { type Emitter, report } from './emitter.js';
import { isLost, TidewireError } from './error.js';
import type { Inside } from './feature.js';
import type { ChannelPush, Fields, SubscribeBody } from './frames.js';
import type { Settings } from './options.js';
import type { CreateRoster } from './presence.js';
import { createReader, type Reader } from './reader.js';
import type { CreateReload, Reload } from './reload.js';
import type { Requests } from './requests.js';
import { createTimer } from './timer.js';
import type { ChannelEvents, ChannelOptions, ChannelState, Gap } from './types.js';

/**
 * How long a subscription outlives its last listener, so that a view which is made anew finds it
 * still there.
 */
const GRACE = 1_000;
/**
 * Codes of an `unsubscribed` push after which another try may succeed (docs/protocol.md section 3).
 */
const PASSING = ['token_expired', 'rate_limited', 'unavailable', 'internal'];
/**
 * After these the server may hold the subscription: it is given back before it is asked for again.
 */
const IN_DOUBT = ['timeout', 'bad_reply', 'already_subscribed'];

/** One channel's subscription through all connections: wanted here, and held by the server, or not. */
export type Subscription = {
  readonly reader: Reader;
  state(): ChannelState;
  /** Nothing is wanted, held or under way. */
  unused(): boolean;
  /** More options, from another part of the application. */
  adjust(options: ChannelOptions): void;
  /** Somebody listens. */
  want(): void;
  /** Perhaps nobody listens any more. */
  release(): void;
  /** What the next `connect` shall ask for; undefined when nothing is wanted. */
  resume(): SubscribeBody | undefined;
  /** A `connect` was answered, and from now on everything goes over its connection. */
  arrived(result: Fields | undefined): void;
  pushed(push: ChannelPush): void;
  /** The connection is gone. */
  cut(): void;
  /** There will be no connection any more. */
  close(): void;
};

/**
 * At most one subscribe or unsubscribe is under way; when it is answered, `reconcile` compares what
 * is wanted with what is held and takes the next step. What the server sends meanwhile is the
 * {@link Reader}'s.
 *
 * What is held belongs to one connection. While a second one is made that shall take over, its
 * `connect` carries an offer beside all that; `arrived` then starts from the offer.
 */
export function createSubscription(
  channel: string,
  events: Emitter<ChannelEvents>,
  requests: () => Requests | undefined,
  settings: Settings,
): Subscription {
  const { clock } = settings;
  const reader = createReader(channel, events, { holed: heal, gapped });
  const backoff = createBackoff(settings);
  const pause = createTimer(clock);
  const grace = createTimer(clock);
  let options: ChannelOptions = {};
  let reload: Reload | undefined;
  /** Gives up to load the state anew. While it is set nothing is read. */
  let loading: (() => void) | undefined;
  let told: ChannelState = 'idle';
  /** The client is closed. */
  let over = false;
  let wanted = false;
  let failed = false;
  let held = false;
  /** Forgets the subscribe or unsubscribe that is under way. */
  let forget: (() => void) | undefined;
  /** What the `connect` that is under way asks for. */
  let offer: SubscribeBody | undefined;
  /** The offer does not say any more what is wanted. */
  let stale = false;
  /** Held, or about to be, but of no use: it has to be made anew. */
  let broken = false;
  /** It was held before, and was wanted ever since. */
  let continues = false;
  /** Where the last hole was found. */
  let holeAt: unknown;

  function state(): ChannelState {
    if (!wanted) return 'idle';
    if (failed) return 'failed';
    return reader.reading() ? 'subscribed' : 'subscribing';
  }

  function tell(): void {
    const now = state();
    if (now === told) return;
    told = now;
    events.emit('state', now);
  }

  /** What to ask for now, if anything. */
  function body(): SubscribeBody | undefined {
    if (!wanted || failed || loading) return undefined;
    const { rewind, presence, since } = options;
    return {
      channel,
      since: reader.seen() ?? (continues ? undefined : since),
      rewind,
      presence: presence && true,
    };
  }

  function reconcile(): void {
    tell();
    const way = requests();
    if (!way || forget || pause.running()) return;
    if (held) {
      if (wanted && !broken) return;
      forget = way.send(encode({ unsubscribe: { channel } }), left);
    } else {
      const asked = body();
      if (!asked) return;
      forget = way.send(encode({ subscribe: asked }), (error, ok) => answered(error, ok, asked));
    }
  }

  /** The answer to a subscribe, by itself or in `connect`. */
  function answered(
    error: TidewireError | undefined,
    reply: Fields = {},
    { since }: SubscribeBody,
  ): void {
    const refusal = error ?? errorIn(reply, channel);
    forget = undefined;
    pause.stop();
    if (refusal) refused(refusal);
    else {
      held = true;
      backoff.reset();
      if (wanted && !broken && !loading) {
        const resumed = continues;
        continues = true;
        failed = false;
        reader.begin(reply, since, resumed);
      }
    }
    reconcile();
  }

  /** The unsubscribe was answered. An error says as well that the server holds nothing. */
  function left(error?: TidewireError): void {
    if (isLost(error)) return; // `cut()` says what follows, and the next `connect` asks again
    forget = undefined;
    held = broken = false;
    reconcile();
  }

  function letGo(): void {
    reader.reset();
    pause.stop();
    stopLoading();
    wanted = continues = false;
    broken ||= forget !== undefined; // the answer under way would continue what ends here
    stale = true;
    reconcile();
  }

  /** Gives back what is held, and asks for it again after the last message. */
  function renew(): void {
    reader.stop();
    broken = held || forget !== undefined;
    stale = true;
    reconcile();
  }

  /** A message is missing: waits when asking again did not help the last time. */
  function heal(): void {
    const position = reader.seen();
    if (holeAt === position) retry();
    holeAt = position;
    renew();
  }

  function gapped(gap: Gap): boolean {
    if (!reload) return false;
    stopLoading();
    loading = reload(gap, (position) => {
      loading = undefined;
      if (position) reader.moveTo(position);
      renew();
    });
    return true;
  }

  function stopLoading(): void {
    loading?.();
    loading = undefined;
  }

  function refused(error: TidewireError): void {
    if (isLost(error)) return;
    held = broken = IN_DOUBT.includes(error.code);
    fail(error, error.retry || held);
  }

  function fail(error: TidewireError, again: boolean): void {
    if (!wanted) return;
    failed = !again;
    if (again) retry();
    tell();
    if (events.has('error')) events.emit('error', error);
    else if (!again) report(error); // nobody would ever learn why nothing comes
  }

  function retry(): void {
    pause.start(backoff.next(), reconcile);
  }

  function drop(): void {
    forget?.();
    forget = undefined;
    reader.stop();
    pause.stop();
    held = broken = false;
  }

  function cut(): void {
    drop();
    tell();
  }

  return {
    reader,
    state,
    unused: () => !wanted && !held && !forget,
    adjust(more) {
      const { presence } = more;
      options = { ...options, ...more };
      if (more.reload) {
        reload = (more.reload as unknown as Inside<CreateReload>).make(clock, backoff);
      }
      if (!presence || reader.roster()) return;
      reader.follow(presence as unknown as Inside<CreateRoster>);
      renew();
    },
    want() {
      if (over) return;
      grace.stop();
      wanted = true;
      failed = false;
      if (reader.behind()) renew();
      else reconcile();
    },
    release() {
      if (wanted && !events.has('message')) grace.start(GRACE, letGo);
    },
    resume() {
      stale = false;
      offer = body();
      return offer;
    },
    arrived(result = {}) {
      const asked = offer;
      drop();
      offer = undefined;
      broken = asked !== undefined && stale;
      if (asked) answered(undefined, result, asked);
      else reconcile();
    },
    pushed(push) {
      if (push.type !== 'unsubscribed') return reader.pushed(push);
      if (!held || forget) return;
      reader.stop();
      held = false;
      const { code } = push.body;
      const retry = PASSING.includes(code);
      fail(new TidewireError(code, `The server ended it: ${code}.`, { retry }), retry);
    },
    cut,
    close() {
      over = true;
      wanted = false;
      grace.stop();
      stopLoading();
      cut();
    },
  };
}
