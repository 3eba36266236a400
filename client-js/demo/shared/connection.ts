import type { State } from 'tidewire';

/** What the page says about its connection. */
export type Notice = {
  readonly tone: 'calm' | 'wait' | 'cut' | 'stop';
  /** One or two words for the status in the header. */
  readonly label: string;
  /** A sentence for the banner; absent when all is well. */
  readonly text?: string;
  /** Changes every second, so it is kept from screen readers. */
  readonly countdown?: string;
  readonly action?: 'Try now' | 'Reload page';
};

const lost = {
  tone: 'wait',
  label: 'Offline',
  text: 'Connection lost. The page keeps trying and will catch up.',
} as const;

/** Puts a connection's state into words. `cut` tells that the reader asked for the silence. */
export function describe(state: State, cut: boolean, now: number): Notice {
  if (cut) {
    return {
      tone: 'cut',
      label: 'Cut',
      text: 'You cut the connection. Nothing arrives until you reconnect.',
    };
  }
  switch (state.name) {
    case 'connected':
      return { tone: 'calm', label: 'Connected' };
    case 'idle':
      return { tone: 'wait', label: 'Connecting', text: 'Connecting to the server…' };
    case 'connecting':
      if (state.attempt > 1) return { ...lost, countdown: 'Trying…' };
      return { tone: 'wait', label: 'Connecting', text: 'Connecting to the server…' };
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((state.retryAt - now) / 1000));
      const countdown = seconds > 0 ? `Next attempt in ${seconds} s` : 'Trying…';
      return { ...lost, countdown, action: 'Try now' };
    }
    case 'closed':
      return {
        tone: 'stop',
        label: 'Closed',
        text: `The server ended this session (${state.reason || state.code}).`,
        action: 'Reload page',
      };
  }
}
