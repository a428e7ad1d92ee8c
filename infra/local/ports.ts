import { createServer } from "node:net";

/** Every local server listens here and nowhere else: demo accounts have known passwords. */
export const loopback = "127.0.0.1";

const isFree = (port: number) =>
  new Promise<number | undefined>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(undefined) : reject(error),
    );
    probe.listen({ port, host: loopback, exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });

/**
 * A port of the loopback address nobody listens on: `wanted` or the first free one of the hundred after it;
 * 0 asks the system for any. Throws when all are taken.
 */
export const freePort = async (wanted: number): Promise<number> => {
  for (let port = wanted; port <= Math.min(wanted + 100, 65_535); port += 1) {
    const free = await isFree(port);
    if (free !== undefined) return free;
  }
  throw new Error(`No free port from ${wanted} to ${wanted + 100}.`);
};
