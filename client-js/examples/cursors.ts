import { Tidewire } from 'tidewire';

type Channels = { [page: `typing:${string}`]: { x: number; y: number } };

const tidewire = new Tidewire<Channels>('/ws', {
  token: async ({ signal }) => (await fetch('/token', { signal })).text(),
});
const pointers = tidewire.channel('typing:page-1'); // a channel without history
const dots = new Map<string, HTMLElement>();

pointers.on('message', ({ user = '?', data: { x, y } }) => {
  const dot = dots.get(user) ?? document.createElement('b');
  dots.set(user, dot);
  dot.textContent = user;
  dot.style.cssText = `position: absolute; left: ${x}px; top: ${y}px; pointer-events: none`;
  document.body.append(dot);
});

let sentAt = 0;
document.addEventListener('pointermove', ({ clientX: x, clientY: y, timeStamp }) => {
  if (timeStamp - sentAt < 40) return;
  sentAt = timeStamp;
  // Now or never: without a connection, or when the network is behind, it is dropped.
  void pointers.publish({ x, y }, { volatile: true });
});
