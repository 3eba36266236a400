import { presence, Tidewire } from 'tidewire';

type Channels = { [room: `chat:${string}`]: { text: string } };

document.body.innerHTML = `
  <p id="status"></p> <p id="people"></p> <ol id="messages"></ol>
  <form><input name="text" aria-label="Message"> <button>Send</button></form>`;
const [status, people, messages] = ['status', 'people', 'messages'].map(
  (id) => document.getElementById(id) as HTMLElement,
) as [HTMLElement, HTMLElement, HTMLElement];
const form = document.querySelector('form') as HTMLFormElement;

const tidewire = new Tidewire<Channels>('/ws', {
  token: async ({ signal }) => (await fetch('/token', { signal })).text(),
});
// Blips of a second or two are not told.
tidewire.on('lost', () => status.replaceChildren('Offline. What you write is kept.'));
tidewire.on('restored', () => status.replaceChildren());

const room = tidewire.channel('chat:lobby', { rewind: 50, presence });
room.on('message', ({ data, user }) => {
  const line = document.createElement('li');
  line.textContent = `${user}: ${data.text}`;
  messages.append(line);
});
room.on('gap', () => messages.replaceChildren()); // away for longer than the history reaches
room.on('presence', (members) => {
  people.textContent = [...members.values()].map(({ user }) => user).join(', ');
});

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = String(new FormData(form).get('text'));
  form.reset();
  // It waits for a connection if it must, and happens once.
  await room.publish({ text });
});
