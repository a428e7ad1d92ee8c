import * as z from "zod/mini";
import { type RunningVendor, startVendor } from "../vendor-server.ts";
import { type Price, type Session, ShopScenario } from "./scenario.ts";

/**
 * A ticket shop of Supersoniks or SoTicket on this machine (declarations.md §10.5): closing statements of the sessions
 * between two dates, all in one answer, behind a Bearer token and a list of addresses allowed to ask.
 */
export const startShop = (
  scenario: z.input<typeof ShopScenario>,
  options: { port: number; host: string },
): Promise<RunningVendor<ShopScenario>> =>
  startVendor<ShopScenario>(
    {
      name: "ticket shop",
      contentType: "application/json",
      scenario: ShopScenario.parse(scenario),
      change: (sent) => z.partial(ShopScenario).parse(sent),
      unauthorized: refusal(401, "Bearer token invalid"),
      answer: (url, request, shop) => {
        if (url.pathname !== "/api/v2/statement/closing")
          return { status: 404, body: "<h1>Not Found</h1>", headers: { "content-type": "text/html" } };
        if (request.method !== "GET") return refusal(405, "Method not allowed");
        const status = shop.refusal === "status401" ? 401 : 200;
        if (!shop.knowsOurAddress) return refusal(status, "Bearer token expired");
        if (request.headers.authorization !== `Bearer ${shop.token}`)
          return refusal(status, "Bearer token invalid");
        const [from, to] = ["from", "to"].map((name) => url.searchParams.get(name) ?? "");
        if (!/^\d+$/.test(from ?? "") || !/^\d+$/.test(to ?? ""))
          return refusal(200, "from and to are required");
        const closedToo = url.searchParams.get("bypass_closed") === "true";
        const data = [...sessionsOf(shop)]
          // A session without a date is in every answer.
          .filter(({ start }) => start === 0 || (start >= Number(from) && start <= Number(to)))
          .filter(({ closed }) => closedToo || !closed)
          .map(statement);
        return { status: 200, body: { success: true, total: data.length, messages: [], data } };
      },
    },
    options,
  );

const refusal = (status: number, message: string) => ({
  status,
  body: { success: false, total: 0, messages: [message], data: [] },
});

function* sessionsOf({ sessions, seasons }: ShopScenario): Generator<Session> {
  yield* sessions;
  for (const { firstId, count, firstStart, everySeconds, prices } of seasons)
    for (let index = 0; index < count; index += 1)
      yield {
        id: firstId + index,
        title: `Soirée ${index + 1}`,
        // Every third evening stands alone, the others are one show.
        multisession: index % 3 === 0 ? null : { id: firstId, title: "La saison" },
        start: firstStart + index * everySeconds,
        end: 0,
        duration: 90,
        rate: index % 2 === 0 ? 0.055 : 0.021,
        entityType: "event",
        gauge: 200,
        closed: false,
        internals: Array.from({ length: prices }, (_, at) => ({
          title: `Tarif ${at + 1}`,
          amount: 24 - at * 4,
          quantity: (index * 7 + at * 3) % 40,
        })),
        externals: [{ title: "Revendeur", amount: 22, quantity: index % 5 }],
      };
}

const statement = (session: Session) => {
  const [internals, externals] = [session.internals.map(priceRecord), session.externals.map(priceRecord)];
  const all = [...internals, ...externals];
  const revenue = cents(all.reduce((sum, price) => sum + price.revenue, 0));
  return {
    session: {
      id: session.id,
      start_date: session.start,
      end_date: session.end,
      time_zone: "Europe/Paris",
      entity_type: session.entityType,
      ...(session.multisession
        ? {
            multisession: {
              multisession_id: session.multisession.id,
              title: session.multisession.title,
            },
          }
        : {}),
      edito: { title: session.title, subtitle: null },
      settings: {
        duration: session.duration,
        time_zone: "Europe/Paris",
        closing_date: session.start + 86_400,
        tax: session.rate === null ? null : { rate: session.rate },
      },
      ...session.rawSession,
    },
    revenue,
    tax_amount: cents(revenue - revenue / (1 + (session.rate ?? 0))),
    sold: all.reduce((sum, { quantity }) => sum + quantity, 0),
    gauge: session.gauge,
    internals_prices: internals,
    externals_prices: externals,
    ...session.raw,
  };
};

const cents = (euros: number): number => Math.round(euros * 100) / 100;
const priceRecord = ({ title, amount, quantity, revenue }: Price) => ({
  title,
  amount,
  quantity,
  revenue: revenue ?? cents(amount * quantity),
});
