/** The server answers `/` with a redirect; this page is for whoever serves the files otherwise. */
export default function Home() {
  return (
    <main className="grid h-dvh place-items-center">
      <meta httpEquiv="refresh" content="0; url=/chat" />
      <a href="/chat" className="text-accent underline underline-offset-4">
        Open the chat
      </a>
    </main>
  );
}
