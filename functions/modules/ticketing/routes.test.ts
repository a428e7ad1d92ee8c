import { randomUUID } from "node:crypto";
import { expect, it, test } from "vitest";
import { ticketingSeals } from "../../../shared/declarations/reading.ts";
import { Problem } from "../../../shared/platform/problem.ts";
import { seal } from "../../platform/seal.ts";
import { apiEvent, entranceForTests, lambdaContext } from "../../platform/test-kit/api-event.ts";

// The walk over every route (functions/entries/leaks) sees the API alone: this door knows no session and no database.
const secret = "ey-a-secret-nobody-may-read-again";
const key = Buffer.from("a key for tests only");
Object.assign(process.env, {
  APP_ORIGIN: "http://guichet.localhost",
  HMAC_KEYS: `1:${key.toString("base64")}`,
  ENTRANCE_SECRET: entranceForTests,
  LOG_LEVEL: "silent",
  TICKETING_ADDRESS: "192.0.2.7",
});
const keys = { hmacKeys: [{ version: 1, secret: key }] };
const holder = { organisationId: randomUUID(), userId: randomUUID() };

const ask = async (method: "GET" | "POST", path: string, body?: object) => {
  const { handler } = await import("../../entries/ticketing.ts");
  const answer = await handler(
    apiEvent(method, path, body ? { body: JSON.stringify(body) } : {}),
    lambdaContext("ticketing"),
  );
  return { status: answer.statusCode, text: answer.body ?? "" };
};
const refusalOf = async (ticket: string) => {
  const account = { ticket, provider: "BILLETWEB", accessKey: "demo", secret };
  const { status, text } = await ask("POST", "/api/ticketing/test", account);
  expect(text).not.toContain(secret);
  return { status, reason: Problem.parse(JSON.parse(text)).reason };
};
const noTicket = { status: 403, reason: "ticket_expired" };

test.each([
  ["nothing", () => Promise.resolve("none")],
  ["a ticket that is over", () => seal(keys, ticketingSeals.ticket, holder, -1)],
  [
    "a ticket of another key",
    () =>
      seal(
        { hmacKeys: [{ version: 1, secret: Buffer.from("another key") }] },
        ticketingSeals.ticket,
        holder,
        60,
      ),
  ],
  ["what was sealed for something else", () => seal(keys, ticketingSeals.proof, holder, 60)],
  ["a ticket for nobody", () => seal(keys, ticketingSeals.ticket, { userId: holder.userId }, 60)],
])("who holds %s tries no codes", async (_what, made) => {
  expect(await refusalOf(await made())).toEqual(noTicket);
});

it("says what is missing of an account, at its field, and repeats no code", async () => {
  const { status, text } = await ask("POST", "/api/ticketing/test", {
    ticket: "t",
    provider: "FNAC",
    secret,
  });
  expect(status).toBe(422);
  expect(text).not.toContain(secret);
  expect(Problem.parse(JSON.parse(text)).fields?.map(({ path }) => path)).toEqual(["provider", "accessKey"]);
});

it("tells anyone the address vendors see", async () => {
  const { status, text } = await ask("GET", "/api/ticketing/address");
  expect([status, JSON.parse(text)]).toEqual([200, { address: "192.0.2.7" }]);
});
