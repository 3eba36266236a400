import { Channel } from './channel.js';
import type { Passengers } from './connection.js';
import { createEmitter } from './emitter.js';
import type { Settings } from './options.js';
import { createOutbox } from './outbox.js';
import type { Requests } from './requests.js';
import { createSubscription } from './subscription.js';
import type { ChannelEvents } from './types.js';

/** The channels of a client, and its outbox: what its connections carry. */
export type Channels = Passengers & {
  /** The channel of this name; a new one when nobody has one, or all have closed it. */
  get(name: string): Channel;
};

/** `requests` tells where requests go now; undefined while there is no connection. */
export function createChannels(settings: Settings, requests: () => Requests | undefined): Channels {
  const channels = new Map<string, Channel>();
  const outbox = createOutbox(settings, requests);
  const until = new AbortController();
  const { signal: ended } = until;

  function make(name: string): Channel {
    for (const [other, { closed, parts }] of channels) {
      if (closed && parts.subscription.unused()) channels.delete(other);
    }
    const events = createEmitter<ChannelEvents>();
    const subscription = createSubscription(name, events, requests, settings);
    if (ended.aborted) subscription.close();
    const channel = new Channel(name, { events, subscription, outbox, settings, ended });
    channels.set(name, channel);
    return channel;
  }

  return {
    get: (name) => channels.get(name) ?? make(name),
    subscriptions: () =>
      [...channels.values()].flatMap(({ parts }) => parts.subscription.resume() ?? []),
    /** The publishes first: catching up with what was missed may take its time. */
    arrived({ subscribed = [] }) {
      outbox.flush();
      for (const [name, { parts }] of channels) {
        if (!requests()) return; // a listener has disconnected
        parts.subscription.arrived(subscribed.find(({ channel }) => channel === name));
      }
    },
    pushed: (push) => channels.get(push.body.channel)?.parts.subscription.pushed(push),
    cut() {
      for (const { parts } of channels.values()) parts.subscription.cut();
    },
    finished(error) {
      for (const { parts } of channels.values()) parts.subscription.close();
      outbox.close(error);
      until.abort(error);
    },
  };
}
