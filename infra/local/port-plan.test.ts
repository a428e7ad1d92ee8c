import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { choosePorts } from "./port-plan.ts";
import { freePort } from "./ports.ts";

const servers: Server[] = [];
const occupy = (port: number, host: string) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => {
      servers.push(server);
      resolve(true);
    });
  });

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

test("a port taken on either loopback address moves on", async () => {
  const first = await freePort(0);
  expect(await occupy(first, "127.0.0.1")).toBe(true);
  const second = await freePort(first);
  expect(second).toBeGreaterThan(first);
  if (await occupy(second, "::1")) expect(await freePort(first)).toBeGreaterThan(second);
});

test("every server gets a port of its own, and what moved is said", async () => {
  const { ports, moved } = await choosePorts("usual");
  expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
  for (const { name, wanted, got } of moved) {
    expect(got).not.toBe(wanted);
    expect(ports[name]).toBe(got);
  }
  await occupy(ports.app, "127.0.0.1");
  const next = await choosePorts("usual");
  expect(next.ports.app).not.toBe(ports.app);
  expect(next.moved.map(({ name }) => name)).toContain("app");
  expect(new Set(Object.values(next.ports)).size).toBe(Object.keys(ports).length);
});
