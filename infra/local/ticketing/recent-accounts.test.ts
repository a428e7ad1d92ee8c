import { expect, it } from "vitest";
import { accounts } from "./accounts.ts";
import { daysLater, recentAccounts } from "./recent-accounts.ts";

const day = 86_400_000;

it("examples stay as they are written as long as a first reading finds them", () => {
  const { billetweb, supersoniks } = recentAccounts(new Date("2026-11-22T12:00:00Z"));
  expect(billetweb.events[0]?.event.start).toBe("2026-03-07 20:30:00");
  expect(supersoniks.sessions[0]?.start).toBe(accounts.supersoniks.sessions?.[0]?.start);
});

it("in any later year they are over, on the same day of the week, and of the last thirteen months", () => {
  for (let at = Date.parse("2026-12-01T03:00:00Z"); at < Date.parse("2033-01-01"); at += 23 * day) {
    const now = new Date(at);
    const days = daysLater(now);
    expect(days % 7).toBe(0);
    const { billetweb, helloasso, mapado, shotgun, supersoniks, soticket } = recentAccounts(now);
    const told = [
      `${billetweb.events[0]?.event.start.replace(" ", "T")}Z`,
      billetweb.events[0]?.attendees[0]?.changedAt,
      helloasso.forms[0]?.startDate,
      helloasso.forms[0]?.items[0]?.date,
      mapado.ticketings[0]?.dates[1]?.startDate,
      mapado.tickets[0]?.updatedAt,
      shotgun.events[0]?.startTime,
      ...[supersoniks, soticket].map(({ sessions }) =>
        new Date((sessions[0]?.start ?? 0) * 1000).toISOString(),
      ),
    ].map((text) => Date.parse(String(text)));
    expect(Math.max(...told)).toBeLessThan(at);
    expect(Math.min(...told)).toBeGreaterThan(at - 395 * day);
  }
});

it("codes, amounts and what is no date are left alone", () => {
  const { shotgun, billetweb, soticket } = recentAccounts(new Date("2030-05-01T00:00:00Z"));
  expect(shotgun.token).toBe(accounts.shotgun.token);
  expect(billetweb.events[0]?.tickets[0]).toMatchObject({ id: "77001", price: 18 });
  expect(soticket.sessions[0]).toMatchObject({ id: 8, end: 0 });
});
