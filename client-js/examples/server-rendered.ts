import { type Position, reload, Tidewire } from 'tidewire';

/** What the back end writes into the page, or answers at /stock: the state, and where it was read. */
type Stock = { readonly count: number; readonly position: Position };

const count = document.getElementById('count') as HTMLElement;
const written = document.getElementById('stock')?.textContent ?? '';
let stock = JSON.parse(written) as Stock;

function show(next: number): void {
  count.textContent = String(next);
}

show(stock.count);
const tidewire = new Tidewire<{ 'feed:stock': { change: number } }>('/ws', {
  token: async ({ signal }) => (await fetch('/token', { signal })).text(),
});
const changes = tidewire.channel('feed:stock', {
  // From here on, so that nothing is missed between the rendering and the first connection.
  since: stock.position,
  // After a gap the state is loaded anew. Messages wait, and go on behind its position.
  reload: reload(async ({ signal }) => {
    stock = (await (await fetch('/stock', { signal })).json()) as Stock;
    show(stock.count);
    return stock.position;
  }),
});
changes.on('message', ({ data }) => {
  stock = { ...stock, count: stock.count + data.change };
  show(stock.count);
});
