import type { Server } from "node:http";
import { join } from "node:path";
import type { DevelopmentFront } from "./edge.ts";

/** Vite behind the edge: pages from their sources, changed in the open browser as they are saved. */
export const startDevelopmentFront = async (server: Server): Promise<DevelopmentFront> => {
  const { createServer } = await import("vite");
  const vite = await createServer({
    configFile: join(import.meta.dirname, "../../web/vite.config.ts"),
    logLevel: "warn",
    server: { middlewareMode: true, hmr: { server } },
  });
  return { serve: vite.middlewares, stop: () => vite.close() };
};
