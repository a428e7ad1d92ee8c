/**
 * HelloAsso on this machine (declarations.md §10.2): OAuth tokens that end, calls limited in three windows, lists whose
 * continuation token never stops coming and whose counts mean little.
 */
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import * as z from "zod/mini";
import { callWindows } from "../call-windows.ts";
import { lengthOf, type Part, slice, written } from "../long-list.ts";
import { type RunningVendor, type Said, startVendor } from "../vendor-server.ts";
import { type HelloAssoForm, type HelloAssoItem, HelloAssoScenario } from "./scenario.ts";

export const startHelloAsso = async (
  scenario: z.input<typeof HelloAssoScenario>,
  options: { port: number; host: string; now?: () => number },
): Promise<RunningVendor<HelloAssoScenario> & { revokeTokens(): void }> => {
  const { now = Date.now } = options;
  const windows = callWindows(now);
  /** Access tokens, with when they end. */
  const tokens = new Map<string, number>();

  const grant = async (request: IncomingMessage, account: HelloAssoScenario): Promise<Said> => {
    const asked = await formOf(request);
    if (asked.get("grant_type") !== "client_credentials")
      return { status: 400, body: { error: "unsupported_grant_type" } };
    if (asked.get("client_id") !== account.clientId || asked.get("client_secret") !== account.clientSecret)
      return { status: 400, body: { error: "invalid_client", error_description: "client is invalid" } };
    const token = randomBytes(32).toString("base64url");
    tokens.set(token, now() + account.expiresIn * 1000);
    const refresh = randomBytes(32).toString("base64url");
    const said = { access_token: token, refresh_token: refresh, token_type: "bearer" };
    return { status: 200, body: { ...said, expires_in: account.expiresIn } };
  };

  const isKnown = ({ headers }: IncomingMessage): boolean => {
    const [, token = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
    return (tokens.get(token) ?? 0) > now();
  };

  const vendor = await startVendor<HelloAssoScenario>(
    {
      name: "HelloAsso",
      contentType: "application/json; charset=utf-8",
      scenario: HelloAssoScenario.parse(scenario),
      change: (sent) => z.partial(HelloAssoScenario).parse(sent),
      unauthorized,
      answer: async (url, request, account) => {
        const wait = windows.take(account.limits);
        if (wait > 0)
          return {
            status: 429,
            body: problem("Too Many Requests"),
            headers: { "retry-after": String(wait) },
          };
        if (url.pathname === "/oauth2/token" && request.method === "POST") return grant(request, account);
        if (!isKnown(request)) return unauthorized;
        if (url.pathname === "/v5/users/me/organizations")
          return {
            status: 200,
            body: account.organizations.map((one) => ({ ...one, role: "OrganizationAdmin" })),
          };
        const [, slug, rest = ""] = /^\/v5\/organizations\/([^/]+)\/(.+)$/.exec(url.pathname) ?? [];
        if (!account.organizations.some(({ organizationSlug }) => organizationSlug === slug)) return notFound;
        if (account.limitedRights) return { status: 403, body: problem("Insufficient privileges") };
        return rest === "orders" ? orders(url, account) : ofForm(rest, url, account);
      },
    },
    options,
  );
  return { ...vendor, revokeTokens: () => tokens.clear() };
};

const problem = (message: string) => ({ errors: [{ code: "Error", message }] });
const unauthorized = { status: 401, body: problem("Unauthorized") };
const notFound = { status: 404, body: problem("Resource not found") };

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
};

const orders = (url: URL, account: HelloAssoScenario): Said => {
  const asked = url.searchParams;
  const [from, to] = [asked.get("from"), asked.get("to")].map((text) =>
    text ? Date.parse(text) : undefined,
  );
  const isBetween = ({ date }: HelloAssoItem) =>
    (from === undefined || Date.parse(date) >= from) && (to === undefined || Date.parse(date) < to);
  const parts = account.forms.map((form): Part<object> => {
    const { length, at } = itemsOf(form, isBetween);
    return { length, at: (index) => orderRecord(form, at(index)) };
  });
  return { status: 200, body: page(url, parts, account) };
};

const ofForm = (path: string, url: URL, account: HelloAssoScenario): Said => {
  const [, slug = "", what] = /^forms\/Event\/([^/]+)\/(public|items)$/.exec(path) ?? [];
  const form = account.forms.find(({ formSlug }) => formSlug === decodeURIComponent(slug));
  if (!form || (what === "public" && form.gone)) return notFound;
  if (what === "public") {
    const { items: _items, more: _more, gone: _gone, ...told } = form;
    const said = {
      ...told,
      formType: "Event",
      state: "Public",
      widgetFullUrl: "https://asso.example/widget",
    };
    return { status: 200, body: said };
  }
  const states = url.searchParams.getAll("itemStates");
  const { length, at } = itemsOf(form, ({ state }) => states.length === 0 || states.includes(state));
  const body = page(url, [{ length, at: (index) => itemRecord(form, at(index)) }], account);
  if (account.arriving > 0 && !url.searchParams.has("continuationToken")) arrive(form, account);
  return { status: 200, body };
};

/** New items come first, and push all others further. */
const arrive = (form: HelloAssoForm, account: HelloAssoScenario): void => {
  const [model] = form.items;
  if (!model) return;
  const arrived = Array.from({ length: account.arriving }, (_, at) => ({ ...model, id: 90_000_000 + at }));
  form.items = [...arrived, ...form.items];
  account.arriving = 0;
};

/** Items written down, then those alike. */
const itemsOf = (
  { items, more }: HelloAssoForm,
  isAsked: (item: HelloAssoItem) => boolean,
): Part<HelloAssoItem> => {
  const own = written(items.filter(isAsked));
  return {
    length: own.length > 0 ? own.length + more : 0,
    at: (index) => {
      const item = own.at(index % own.length);
      return index < own.length ? item : { ...item, id: 50_000_000 + index };
    },
  };
};

const person = (at: number) => ({
  email: `adherent${at}@courriel.example`,
  firstName: ["Maëlle", "Côme", "Inès"][at % 3],
  lastName: ["Tournebise", "Grandpré", "Valbrune"][at % 3],
});

const orderRecord = ({ formSlug }: HelloAssoForm, item: HelloAssoItem) => ({
  id: item.id,
  date: item.date,
  formSlug,
  formType: "Event",
  payer: { ...person(item.id), address: "12 chemin de Halage", city: "Port-Lavergne" },
  items: [{ id: item.id, amount: item.amount, state: item.state, type: "Registration" }],
  amount: { total: item.amount, vat: 0, discount: 0 },
});

const itemRecord = ({ formSlug }: HelloAssoForm, { date, ...item }: HelloAssoItem) => ({
  order: { id: item.id, date, formSlug, formType: "Event" },
  payer: { ...person(item.id), address: "12 chemin de Halage", city: "Port-Lavergne" },
  user: person(item.id),
  priceCategory: item.amount === 0 ? "Free" : "Fixed",
  type: "Registration",
  initialAmount: item.amount,
  ...item,
});

let asked = 0;

const page = (url: URL, parts: readonly Part<object>[], account: HelloAssoScenario): object => {
  const query = url.searchParams;
  const size = Math.min(100, Number(query.get("pageSize") ?? 20));
  const token = query.get("continuationToken");
  const total = lengthOf(parts);
  const said = token ? Number(Buffer.from(token, "base64url").toString().split("_")[0]) : 0;
  const over = said >= total && total > 0 && token !== null;
  const from = over && account.ending === "repeated" ? Math.max(0, total - size) : said;
  const remaining = Math.max(0, total - from);
  const counted = account.counts === "remaining" && query.get("withCount") === "true";
  asked += 1;
  const next = Buffer.from(`${Math.min(total, from + size)}_${asked}`).toString("base64url");
  const broken = Array.from({ length: account.malformed }, (_, at) => ({ id: -at, amount: "douze" }));
  return {
    data: [...broken, ...slice(parts, from, size)],
    pagination: {
      pageSize: size,
      totalCount: counted ? remaining : -1,
      pageIndex: Math.floor(from / size) + 1,
      totalPages: counted ? Math.ceil(remaining / size) : -1,
      continuationToken: over && account.ending === "repeated" ? token : next,
    },
  };
};
