import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Listens on a port (0 = any free one) and says which; fails as the port does (EADDRINUSE). */
export const listen = (server: Server, port: number, host: string): Promise<{ port: number; url: string }> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const bound = (server.address() as AddressInfo).port;
      resolve({ port: bound, url: `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${bound}` });
    });
  });

/** Stops a server at once, with the connections it still has. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
