import { describe, expect, it } from "vitest";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forOwner } from "./account-owner.ts";
import { updateProfile } from "./account-profile.ts";
import { changePassword } from "./password-change.ts";
import { deviceLabel } from "./session-device.ts";
import { endOtherSessions, endSession, listSessions } from "./session-list.ts";
import { actorOf, browser, granted, mailTo, password, reasonOf, signedInAs, someoneIn } from "./test-kit.ts";

const database = testDatabase();
const phone =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Mobile Safari/537.36";

describe("one's sessions", () => {
  it("are listed with what they are on, and end one by one, or all but this one", async () => {
    const here = await someoneIn(database);
    const there = await signedInAs(database, here.email, phone);
    const third = await signedInAs(database, here.email);
    const { sessions } = granted(await forOwner(here.page, listSessions));
    expect(sessions).toMatchObject([{ current: true }, { current: false }, { current: false }]);
    const mobile = sessions.find(({ device }) => device === "Chrome sur Android");
    granted(await forOwner(here.page, (owner) => endSession(owner, mobile?.id ?? "")));
    expect(await actorOf(there.page)).toEqual({ kind: "visitor" });
    expect(await actorOf(third.page)).toMatchObject({ kind: "user" });
    expect(granted(await forOwner(here.page, endOtherSessions)).sessions).toMatchObject([{ current: true }]);
    expect(await actorOf(third.page)).toEqual({ kind: "visitor" });
    expect(await actorOf(here.page)).toMatchObject({ kind: "user" });
  });

  it("are nobody else's to end", async () => {
    const mine = await someoneIn(database);
    const theirs = await someoneIn(database);
    const [own] = granted(await forOwner(theirs.page, listSessions)).sessions;
    const id = own?.id ?? "";
    expect(reasonOf(await forOwner(mine.page, (owner) => endSession(owner, id)))).toBe("not_found");
    expect(await actorOf(theirs.page)).toMatchObject({ kind: "user" });
  });

  it("end after the strictest idle time of one's organisations, which background requests do not prolong", async () => {
    const organisation = await anOrganisation(database);
    await database.admin`update organisation set idle_minutes = 15 where id = ${organisation.id}`;
    const held = [{ organisationId: organisation.id, service: "mediation", roles: ["reader"] }];
    const { page, secret, id } = await someoneIn(database, held);
    const seen = (minutes: number) =>
      database.admin`update session set last_seen_at = now() - make_interval(mins => ${minutes}) where user_id = ${id}`;
    const lastSeen = async () =>
      (
        await database.admin`select last_seen_at from session where user_id = ${id}`
      )[0]?.last_seen_at.getTime();
    await seen(14);
    const before = await lastSeen();
    await actorOf(browser(database, secret, { background: true }));
    expect(await lastSeen()).toBe(before);
    expect(await actorOf(page)).toMatchObject({ session: { idleMinutes: 15 } });
    expect(await lastSeen()).toBeGreaterThan(before);
    await seen(16);
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
  });

  it("end twelve hours after they began, however busy", async () => {
    const { page, id } = await someoneIn(database);
    const [row] =
      await database.admin`select expires_at - created_at as age from session where user_id = ${id}`;
    expect(String(row?.age)).toMatch(/^(12:00:00|11:59:59)/);
    await database.admin`update session set expires_at = now() where user_id = ${id}`;
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
  });

  it("end when the password changes, this one excepted", async () => {
    const here = await someoneIn(database);
    const there = await signedInAs(database, here.email);
    const change = (current: string, next: string) =>
      forOwner(here.page, (owner) => changePassword(owner, { current, password: next }));
    expect(await change("autre chose", "girafe tambour citron parapluie")).toMatchObject({
      refusal: { reason: "wrong_password", fields: [{ path: "current" }] },
    });
    expect(await change(password, password)).toMatchObject({ refusal: { fields: [{ path: "password" }] } });
    expect(reasonOf(await change(password, "vasseur-claire"))).toBe("weak_password");
    granted(await change(password, "girafe tambour citron parapluie"));
    expect(await actorOf(there.page)).toEqual({ kind: "visitor" });
    expect(await actorOf(here.page)).toMatchObject({ kind: "user" });
    expect(await mailTo(database, here.email)).toMatchObject({ subject: "Votre mot de passe a changé" });
  });
});

describe("what a browser says it is", () => {
  it("becomes two words, never the raw text", async () => {
    expect(await deviceLabel(phone)).toBe("Chrome sur Android");
    expect(await deviceLabel(undefined)).toBeNull();
    expect(await deviceLabel("")).toBeNull();
    const odd = await deviceLabel(`<script>${"x".repeat(5000)}`);
    expect((odd ?? "").length).toBeLessThanOrEqual(100);
  });
});

describe("one's profile", () => {
  it("keeps names and a real time zone, and its change is marked as personal", async () => {
    const { page, id } = await someoneIn(database);
    const change = (timeZone: string) =>
      forOwner(page, (owner) =>
        updateProfile(owner, { firstName: "Camille", lastName: "Ferrand", timeZone }),
      );
    expect(granted(await change("Indian/Reunion"))).toMatchObject({
      firstName: "Camille",
      timeZone: "Indian/Reunion",
    });
    expect(await change("Europe/Valbrune")).toMatchObject({ refusal: { fields: [{ path: "timeZone" }] } });
    const [noted] = await database.admin`select personal from audit_event where target_id = ${id}`;
    expect(noted).toEqual({ personal: ["firstName", "lastName"] });
  });
});
