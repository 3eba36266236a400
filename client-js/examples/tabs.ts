import { remedy, stream, TidewireError } from 'tidewire';
import { sharedClient } from 'tidewire/shared';

// However many tabs the reader opens, there is one connection.
const tidewire = sharedClient<{ 'user:alice': { title: string } }>('/ws', {
  scope: 'alice', // tabs of another user keep apart
  token: async ({ signal }) => (await fetch('/token', { signal })).text(),
});

const list = document.body.appendChild(document.createElement('ul'));
const channel = tidewire.channel('user:alice');
const stop = new AbortController();
const button = document.body.appendChild(document.createElement('button'));
button.textContent = 'Mute';
button.onclick = () => stop.abort();

try {
  for await (const { data } of stream(channel, { signal: stop.signal })) {
    list.appendChild(document.createElement('li')).textContent = data.title;
  }
} catch (error) {
  if (error instanceof TidewireError) list.textContent = `${error.message} (${remedy(error)})`;
  else if (stop.signal.aborted) button.textContent = 'Muted';
  else throw error;
}
