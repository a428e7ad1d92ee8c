import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { type News, tell } from "./tell.ts";
import { granted, signedIn } from "./test-kit.ts";

const database = testDatabase();
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let hugo: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
  hugo = await aMediator(database, town.id);
  asClaire = await signedIn(database, claire);
});

const telling = async (ctx: Ctx, news: Partial<News>) =>
  granted(
    await mutate(ctx, async (tx) => ({
      result: await tell(tx, ctx, {
        organisationId: town.id,
        userIds: [claire.id, hugo.id, hugo.id, null],
        caseId: null,
        kind: "assigned",
        ...news,
      }),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
const toldOf = (onceKey: string) => database.admin<{ user_id: string; actor_id: string }[]>`
  select user_id, actor_id from notification where once_key like ${`${onceKey}:%`}`;

describe("news under the bell", () => {
  it("tells each person once, not whoever acts, and once only for the same key", async () => {
    const onceKey = randomUUID();
    await telling(asClaire, { onceKey });
    await telling(asClaire, { onceKey });
    expect(await toldOf(onceKey)).toEqual([{ user_id: hugo.id, actor_id: claire.id }]);
  });

  it("is written by jobs too, for everybody named", async () => {
    const onceKey = randomUUID();
    await telling(database.worker({ kind: "job", name: "test" }), { onceKey });
    expect((await toldOf(onceKey)).map(({ user_id }) => user_id).sort()).toEqual([claire.id, hugo.id].sort());
  });
});
