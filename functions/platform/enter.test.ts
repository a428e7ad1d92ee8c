import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "./ctx.ts";
import { prepared } from "./db.ts";
import { guarded } from "./enter.ts";
import { hashSecret, newSecret, uuidV7 } from "./ids.ts";
import { aMediator, anOrganisation } from "./test-kit/builders.ts";
import { testDatabase } from "./test-kit/database.ts";

const database = testDatabase();

/** A signed-in member of an organisation of their own, as a cookie: nothing was asked of the database yet. */
const someone = async () => {
  const organisation = await anOrganisation(database);
  const user = await aMediator(database, organisation.id);
  const secret = newSecret();
  await database.admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${user.id}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  return { organisation, user, credentials: { sessionHash: hashSecret(secret) } };
};

const whoIsSeen = prepared((db) =>
  db
    .select({ organisations: sql<string>`array_to_string(guichet.organisations(), ',')` })
    .from(sql`(select 1) as one`)
    .prepare("who_is_seen"),
);
/** Whose rows a read under `guarded` sees, first by a plain query, then by a prepared one. */
const seenBy = async (ctx: Ctx): Promise<string[]> => {
  const { value } = await guarded(ctx, (db) =>
    Promise.all([
      db.execute<{ seen: string }>(sql`select array_to_string(guichet.organisations(), ',') as seen`),
      whoIsSeen(db).execute(),
    ]),
  );
  const [[plain], [planned]] = value;
  return [plain?.seen ?? "", planned?.organisations ?? ""];
};

describe("a guarded read", () => {
  let first: Awaited<ReturnType<typeof someone>>;
  let second: Awaited<ReturnType<typeof someone>>;
  beforeAll(async () => {
    first = await someone();
    second = await someone();
  });

  it("sees with the caller's own rights from the very first request of a container", async () => {
    const container = database.anotherContainer("app");
    const own = first.organisation.id;
    expect(await seenBy({ ...container, credentials: first.credentials })).toEqual([own, own]);
  });

  it("never sees with the rights of the request before, nor of anyone once nobody asks", async () => {
    const container = database.anotherContainer("app");
    const asking = (credentials: Ctx["credentials"]) => seenBy({ ...container, credentials });
    for (let round = 0; round < 3; round += 1) {
      for (const one of [first, second]) {
        expect(await asking(one.credentials)).toEqual([one.organisation.id, one.organisation.id]);
      }
      expect(await asking({})).toEqual(["", ""]);
      expect(await asking({ sessionHash: hashSecret("forged") })).toEqual(["", ""]);
    }
  });
});
