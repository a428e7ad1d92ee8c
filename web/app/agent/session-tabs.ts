/** What the tabs of one browser tell each other about the session they share. */
export type TabMessage = { heardAt: number } | { ended: true };

const name = "guichet.session";
const isMessage = (data: unknown): data is TabMessage =>
  typeof data === "object" && data !== null && ("heardAt" in data || "ended" in data);

/** Says it to the other tabs; a browser without channels keeps each tab to itself. */
export function tellOtherTabs(message: TabMessage) {
  if (typeof BroadcastChannel !== "function") return;
  const channel = new BroadcastChannel(name);
  channel.postMessage(message);
  channel.close();
}

/** Listens to the other tabs; returns how to stop. */
export function onOtherTabs(listener: (message: TabMessage) => void): () => void {
  if (typeof BroadcastChannel !== "function") return () => {};
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => {
    if (isMessage(data)) listener(data);
  };
  return () => channel.close();
}
