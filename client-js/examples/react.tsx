import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Tidewire } from 'tidewire';
import { TidewireProvider, useLost, useMessages, usePresence } from 'tidewire/react';

const tidewire = new Tidewire('/ws', {
  token: async ({ signal }) => (await fetch('/token', { signal })).text(),
});

function Room({ name }: { name: string }) {
  const { messages, publish, loadMore, error } = useMessages<{ text: string }>(name, { limit: 20 });
  const people = usePresence(name);
  if (error) return <p role="alert">{error.message}</p>;
  return (
    <>
      <p>{people.size} here</p>
      <button type="button" onClick={() => loadMore()}>
        Earlier messages
      </button>
      <ol>
        {messages.map(({ offset, user, data }) => (
          <li key={offset}>
            {user}: {data.text}
          </li>
        ))}
      </ol>
      <button type="button" onClick={() => publish({ text: 'Hello!' })}>
        Say hello
      </button>
    </>
  );
}

function Page() {
  return (
    <>
      {useLost() && <p role="status">Offline</p>}
      <Room name="chat:react" />
    </>
  );
}

createRoot(document.body.appendChild(document.createElement('main'))).render(
  <StrictMode>
    <TidewireProvider client={tidewire}>
      <Page />
    </TidewireProvider>
  </StrictMode>,
);
