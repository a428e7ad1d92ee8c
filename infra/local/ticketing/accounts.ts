/**
 * What the ticketing vendors of this machine answer from, and the codes that open each account: the worked examples of
 * declarations.md §10. The platform tells them anew as time goes by (recent-accounts.ts).
 */
import type * as z from "zod/mini";
import type { BilletwebScenario } from "./billetweb/account.ts";
import type { HelloAssoScenario } from "./helloasso/scenario.ts";
import type { MapadoScenario } from "./mapado/scenario.ts";
import type { ShotgunScenario } from "./shotgun/scenario.ts";
import { shotgunToken } from "./shotgun/server.ts";
import type { ShopScenario } from "./statements/scenario.ts";

const shops = { supersoniks: "billetterie.exemple.fr", soticket: "places.exemple.org" };
/** 1 January 2026: since July 2025 a token is given as « key ». */
const tokenMadeAt = 1_767_225_600;

const billetweb: z.input<typeof BilletwebScenario> = {
  user: "demo-billetweb",
  key: "cle-de-demonstration-e07a",
  events: [
    {
      event: {
        id: "900101",
        name: "Nuit des contes",
        start: "2026-03-07 20:30:00",
        end: "2026-03-07 22:00:00",
        multiple: "0",
        tax_rate: "5.5",
      },
      tickets: [
        { id: "77001", name: "Plein", price: 18, tax: "", commission: 0.49 },
        { id: "77002", name: "Réduit", price: 12, tax: "", commission: 0.49 },
        { id: "77003", name: "Livret", price: 5, tax: "20", commission: false },
      ],
      attendees: [
        { ticket_id: "77001", price: "18.00" },
        { ticket_id: "77001", price: "18.00", order_payment_type: "cash" },
        { ticket_id: "77002", price: "12.00" },
        { ticket_id: "77002", price: "0.40" },
        { ticket_id: "77001", price: "18.00", disabled: "1" },
        { ticket_id: "77003", price: "5.00", order_payment_type: "card" },
        { ticket_id: "77001", price: "0.00", order_payment_type: "" },
        { ticket_id: "79999", price: "7.00", order_payment_type: "cash" },
      ],
    },
  ],
};

const helloasso: z.input<typeof HelloAssoScenario> = {
  clientId: "demo-helloasso",
  clientSecret: "secret-de-demonstration-91ab",
  organizations: [{ organizationSlug: "theatre-de-la-lanterne", name: "Théâtre de la Lanterne" }],
  forms: [
    {
      formSlug: "soiree-jazz",
      title: "Soirée jazz",
      startDate: "2026-03-01T20:00:00+01:00",
      endDate: null,
      tiers: [
        { id: 42, price: 1500, vatRate: 5.5 },
        { id: 43, price: 0, vatRate: 0 },
      ],
      items: [
        { id: 1, tierId: 42, amount: 1500 },
        { id: 2, tierId: 42, amount: 1200 },
        { id: 3, tierId: 43, amount: 0, state: "Registered" },
        { id: 4, tierId: 99, amount: 1000 },
        { id: 5, tierId: 98, amount: 0 },
      ],
    },
  ],
};

const mapado: z.input<typeof MapadoScenario> = {
  token: "jeton-de-demonstration-4f2c",
  ticketings: [
    {
      id: 31,
      title: "Cirque d’hiver",
      dates: [
        {
          id: 77,
          startDate: "2026-04-02T18:30:00Z",
          prices: [
            { id: 8, name: "Plein", facialValue: 1200, rate: 0.055 },
            { id: 9, name: "Exonéré", type: "exempted", facialValue: 0, rate: 0 },
          ],
        },
        {
          id: 78,
          startDate: "2026-04-03T18:30:00Z",
          prices: [{ id: 8, name: "Plein", facialValue: 1200, rate: 0.055 }],
        },
      ],
    },
  ],
  tickets: [
    { id: 1, ticketing: 31, date: 77, price: 8, facialValue: 1200 },
    { id: 2, ticketing: 31, date: 77, price: 8 },
    { id: 3, ticketing: 31, date: 77, price: 8, facialValue: -300 },
    { id: 4, ticketing: 31, date: 77, price: 8, facialValue: 1200, status: "refunded" },
    { id: 5, ticketing: 31, date: 77, price: 9, facialValue: 0 },
    { id: 6, ticketing: 31, date: 77, imported: true },
    { id: 7, ticketing: 31, date: 77, price: 8, facialValue: 1200, status: "booked" },
    { id: 8, ticketing: 31, date: 78, price: 8, facialValue: 900 },
  ],
};

const shotgun: z.input<typeof ShotgunScenario> = {
  organiser: "4711",
  token: shotgunToken(tokenMadeAt),
  events: [
    {
      id: 55,
      name: "Club",
      startTime: "2026-02-01T22:00:00Z",
      endTime: "2026-02-02T04:00:00Z",
      list: "past",
    },
  ],
  tickets: [
    { ticket_id: 1, event_id: 55, ticket_price: 15, vat_rate: 0.2 },
    { ticket_id: 2, event_id: 55, ticket_price: 15, vat_rate: 0.2 },
    { ticket_id: 3, event_id: 55, ticket_price: 0, vat_rate: 0, product_id: 2, ticket_title: "Invitation" },
    { ticket_id: 4, event_id: 55, ticket_price: 12.5, product_id: 3, ticket_title: "Livret" },
    { ticket_id: 5, event_id: 55, ticket_price: 15, vat_rate: 0.2, ticket_status: "resold" },
    { ticket_id: 6, event_id: 55, ticket_price: 15, vat_rate: 0.2, ticket_status: "refunded" },
  ],
};

const supersoniks: z.input<typeof ShopScenario> = {
  token: "ey-jeton-de-demonstration-55c0",
  sessions: [
    {
      id: 12,
      title: "Festival",
      multisession: { id: 3, title: "Festival" },
      start: 1_772_395_200,
      duration: 90,
      internals: [
        { title: "Plein", amount: 20, quantity: 10 },
        { title: "Invitation", amount: 0, quantity: 2 },
        { title: "Geste", amount: -5, quantity: 0, revenue: -15 },
      ],
      externals: [{ title: "Revendeur", amount: 22, quantity: 4 }],
    },
  ],
};

const soticket: z.input<typeof ShopScenario> = {
  token: "ey-jeton-de-demonstration-7d19",
  sessions: [
    {
      id: 8,
      title: "Bal folk",
      start: 1_775_845_800,
      rate: 0.021,
      internals: [{ title: "Plein", amount: 12, quantity: 30 }],
      externals: [
        { title: "Revendeur", amount: 12, quantity: 8 },
        { title: "Invitation", amount: 0, quantity: 5 },
      ],
    },
    // The evening after is sold apart, as some shops do.
    {
      id: 9,
      title: "Bal folk (samedi)",
      start: 1_775_932_200,
      rate: 0.021,
      internals: [{ title: "Plein", amount: 12, quantity: 21 }],
    },
  ],
};

/** Scenarios by vendor; `shops` are the host names of the two that have one each. */
export const accounts = { billetweb, helloasso, mapado, shotgun, supersoniks, soticket, shops };

/** What a person types to connect each of them (declarations.md §4.2). */
export const accountCodes = [
  { provider: "BILLETWEB", accessKey: billetweb.user, secret: billetweb.key },
  { provider: "HELLOASSO", accessKey: helloasso.clientId, secret: helloasso.clientSecret },
  { provider: "MAPADO", accessKey: "", secret: mapado.token },
  { provider: "SHOTGUN", accessKey: shotgun.organiser, secret: shotgun.token },
  { provider: "SUPERSONIKS", accessKey: shops.supersoniks, secret: supersoniks.token },
  { provider: "SOTICKET", accessKey: shops.soticket, secret: soticket.token },
] as const;
