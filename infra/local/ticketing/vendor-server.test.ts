import { afterEach, expect, test } from "vitest";
import { pick, readFields } from "./mapado/fields.ts";
import { startMapado } from "./mapado/server.ts";
import { shotgunToken, startShotgun } from "./shotgun/server.ts";

const here = { port: 0, host: "127.0.0.1" };
const token = shotgunToken(1_800_000_000);
let server: { url: string; stop(): Promise<void> } | undefined;
afterEach(() => server?.stop());

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${server?.url}${path}`, { headers });
  return { status: response.status, body: await response.text() };
};
const control = (body: unknown, type = "application/json") =>
  fetch(`${server?.url}/__scenario`, {
    method: "POST",
    headers: { "content-type": type },
    body: JSON.stringify(body),
  });

test("properties are those asked, a relation without braces is its address", () => {
  const record = {
    "@id": "/v1/x/1",
    title: "A",
    venue: { "@id": "/v1/venues/1", countryCode: "FR", name: "B" },
    list: [{ "@id": "/v1/y/1" }, { "@id": "/v1/y/2" }],
  };
  expect(pick(record, readFields("title,venue{countryCode},list,unknown"))).toEqual({
    title: "A",
    venue: { countryCode: "FR" },
    list: ["/v1/y/1", "/v1/y/2"],
  });
  expect(pick(record, readFields("@id,venue"))).toEqual({ "@id": "/v1/x/1", venue: "/v1/venues/1" });
});

test("a scenario and its faults are changed while it runs, by JSON alone", async () => {
  server = await startMapado({ token: "t", ticketings: [] }, here);
  const bearer = { authorization: "Bearer t", accept: "application/ld+json" };
  const list = "/v1/tickets?user=me&fields=@id";
  expect(await ask(list, bearer)).toMatchObject({ status: 200 });
  expect((await ask(list)).status).toBe(401);
  expect((await control({ faults: { fault: "limited", times: 1 } })).status).toBe(200);
  expect([(await ask(list, bearer)).status, (await ask(list, bearer)).status]).toEqual([429, 200]);
  const tickets = [{ id: 7, ticketing: 1, date: 1 }];
  expect((await control({ scenario: { tickets } })).status).toBe(200);
  expect(JSON.parse((await ask(list, bearer)).body)).toMatchObject({
    "hydra:totalItems": 1,
    "hydra:member": [{ "@id": "/v1/tickets/7" }],
  });
  expect((await control({ faults: { fault: "fire" } })).status).toBe(400);
  expect((await control({}, "text/plain")).status).toBe(415);
});

test("an address beyond its limit is refused", async () => {
  server = await startMapado({ token: "t", ticketings: [] }, here);
  const ids = Array.from({ length: 1200 }, (_, at) => 100_000 + at).join(",");
  expect((await ask(`/v1/event_dates?@id=${ids}`, { authorization: "Bearer t" })).status).toBe(414);
});

test("any value of past_events asks for past events, and pages start at 0", async () => {
  const event = (id: number, list: "future" | "past") => ({ id, name: "E", startTime: null, list });
  server = await startShotgun(
    { organiser: "1", token, events: [event(1, "future"), event(2, "past")] },
    here,
  );
  const ids = async (more: string) => {
    const path = `/api/shotgun/organizers/1/events?organizer_id=1&key=${token}&limit=50${more}`;
    const { data } = JSON.parse((await ask(path)).body) as { data: { id: number }[] };
    return data.map(({ id }) => id);
  };
  expect(await ids("&page=0")).toEqual([1]);
  expect(await ids("&page=0&past_events=false")).toEqual([2]);
  expect(await ids("&page=1")).toEqual([]);
});
