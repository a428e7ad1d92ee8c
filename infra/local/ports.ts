import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Every local server listens here and nowhere else: demo accounts have known passwords. */
export const loopback = "127.0.0.1";

const portOn = (host: string, port: number) =>
  new Promise<number | "taken" | "no such address">((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve("taken");
      else if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") resolve("no such address");
      else reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : "taken"));
    });
  });

/** The port itself; undefined when taken, also by a server on the other loopback. */
const freeOnLoopback = async (port: number): Promise<number | undefined> => {
  const free = await portOn(loopback, port);
  // A browser may take localhost for ::1 and reach somebody else's server there.
  return typeof free === "number" && (await portOn("::1", free)) !== "taken" ? free : undefined;
};

/** Where no system takes the ports of connections that go out: one of those may be gone before a server listens on it. */
const anywhere = { from: 10_000, to: 32_000 };

/**
 * A port of the loopback address nobody listens on: `wanted` or the first free one of the hundred after it;
 * 0 asks for any. Throws when all are taken.
 */
export const freePort = async (wanted: number): Promise<number> => {
  const first = wanted === 0 ? randomInt(anywhere.from, anywhere.to) : wanted;
  for (let port = first; port <= Math.min(first + 100, 65_535); port += 1) {
    const free = await freeOnLoopback(port);
    if (free !== undefined) return free;
  }
  throw new Error(`No free port from ${first} to ${first + 100}.`);
};
